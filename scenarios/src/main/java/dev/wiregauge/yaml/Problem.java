package dev.wiregauge.yaml;

/// One thing wrong in a file.
///
/// @param line counts from 1
/// @param message what is wrong and what is allowed
public record Problem(int line, String message) {}
