# Sourced by mvnw and wiregauge: sets JAVA_HOME to a JDK of the version the code needs, or says what to install.
# A JAVA_HOME that already is new enough is kept.
wanted_java=25

java_version_of() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

find_jdk() {
  if [ -n "${JAVA_HOME-}" ] && [ "$(java_version_of "$JAVA_HOME" || echo 0)" -ge "$wanted_java" ]; then
    return 0
  fi
  on_path=$(command -v javac 2>/dev/null) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
  set +f # mvnw runs without globbing
  for home in "${on_path-}" /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "${HOME-}"/.sdkman/candidates/java/* "${HOME-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ "$(java_version_of "$home" || echo 0)" -ge "$wanted_java" ]; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "no JDK $wanted_java found: install one (Debian: temurin-$wanted_java-jdk or openjdk-$wanted_java-jdk) or set JAVA_HOME to it" >&2
  return 1
}
