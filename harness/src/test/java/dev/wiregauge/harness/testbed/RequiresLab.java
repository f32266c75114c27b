package dev.wiregauge.harness.testbed;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The test builds a lab: it needs root. Without it the class is skipped; with `CI=true` it fails
/// instead.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresLab.Condition.class)
public @interface RequiresLab {
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if ("root".equals(System.getProperty("user.name"))) {
                return ConditionEvaluationResult.enabled("root");
            }
            if ("true".equals(System.getenv("CI"))) {
                throw new IllegalStateException("CI=true, but the lab tests need root");
            }
            return ConditionEvaluationResult.disabled(
                    "the lab needs root: run the tests with sudo");
        }
    }
}
