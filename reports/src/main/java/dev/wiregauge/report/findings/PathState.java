package dev.wiregauge.report.findings;

/// How a path, or one probe of it, came out. In the order of badness, so that the natural order
/// ranks.
enum PathState {
    /// Not asked, or no answer that means anything.
    UNKNOWN("–", "not checked"),
    /// Seen, and neither good nor bad by itself.
    SEEN("", "seen"),
    GOOD("✓", "good"),
    WORSE("!", "impaired"),
    BROKEN("✗", "broken");

    private final String symbol;
    private final String word;

    PathState(String symbol, String word) {
        this.symbol = symbol;
        this.word = word;
    }

    /// For those who see no colours.
    public String symbol() {
        return symbol;
    }

    /// Also a class of the style sheet, with `fd-` before it.
    public String word() {
        return word;
    }

    public String style() {
        return "fd-" + word.replace(' ', '-');
    }

    PathState worse(PathState other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
