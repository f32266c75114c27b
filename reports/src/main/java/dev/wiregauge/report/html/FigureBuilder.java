package dev.wiregauge.report.html;

import dev.wiregauge.report.Comparison;
import dev.wiregauge.report.html.Page.Figure;
import dev.wiregauge.report.html.Page.FigureGroup;

import java.util.ArrayList;
import java.util.List;

/// The charts of a page in their order. A group stands there only if the run has its data.
final class FigureBuilder {
    private final FigureFrame frame;

    FigureBuilder(Comparison comparison, Inks inks) {
        this.frame = new FigureFrame(comparison, inks);
    }

    List<FigureGroup> groups() {
        List<FigureGroup> groups = new ArrayList<>();
        samples(groups);
        latencies(groups);
        loads(groups);
        return groups;
    }

    private void samples(List<FigureGroup> groups) {
        add(
                groups,
                "All ratios at a glance",
                "Each field is a ratio to the reference. Shaded: its interval excludes 1; the"
                        + " darker, the further from it. Red is worse, green better.",
                "whole",
                new MatrixFigure(frame).figures());
        add(
                groups,
                "Every sample",
                "One dot per trial, in the order of time from left to right; the box holds the"
                        + " middle half, the bar is the median. A dot leads to its trial.",
                "narrow",
                new SampleFigures(frame).figures());
        add(
                groups,
                "Goodput over the time of a trial",
                "Thin lines are single trials, the thick one is their median. Below, where there"
                        + " were any: segments sent again in an interval (mean over trials), and the"
                        + " congestion window.",
                "wide",
                new GoodputFigures(frame).figures());
        add(
                groups,
                "CPU time by kind",
                "Time of the whole machine for a gigabit of goodput, or for a round trip; from"
                        + " below, and from dark to light: user, system, softirq. The sum of three"
                        + " medians over trials.",
                "narrow",
                new CpuFigures(frame).figures());
        add(
                groups,
                "Parts of a round trip",
                "The table of hops as bars; from below, and from dark to light: programs and"
                        + " sockets at both ends, the stacks of the nodes, the tunnel, the wire.",
                "narrow",
                new HopFigure(frame).figures());
    }

    private void latencies(List<FigureGroup> groups) {
        LatencyFigures latencies = new LatencyFigures(frame);
        add(
                groups,
                "Latency by percentile",
                "All round trips of all valid trials merged. Both axes are logarithmic; each step"
                        + " to the right is one more nine."
                        + (latencies.hasIdle()
                                ? " Thin: idle, before the load began; thick: under load."
                                : ""),
                "wide",
                latencies.byPercentile());
        add(
                groups,
                "Share of round trips below a time",
                "The same as a cumulative distribution.",
                "wide",
                latencies.cumulative());
        add(
                groups,
                "Other times",
                "By percentile: how long connecting took, and how much later than due requests"
                        + " were sent. The latter is the sender's own lateness, which is part of"
                        + " each latency.",
                "wide",
                latencies.others());
    }

    private void loads(List<FigureGroup> groups) {
        LoadFigures loads = new LoadFigures(frame);
        add(
                groups,
                "Latency against offered load",
                "Requests were due at a fixed rate and timed from then. Thick: p50; thin: p99.",
                "wide",
                loads.latency());
        add(
                groups,
                "Packet rate and loss against offered load",
                "Each point is one rate that was tried in one trial, or the median of the trials"
                        + " at one rate.",
                "wide",
                loads.packets());
        add(
                groups,
                "Goodput against size",
                "Payload of one direction; each point is the median over the trials of one size.",
                "wide",
                new SizeFigures(frame).figures());
    }

    private void add(
            List<FigureGroup> groups,
            String title,
            String text,
            String width,
            List<Figure> figures) {
        if (!figures.isEmpty()) {
            boolean named = width.equals("wide");
            groups.add(
                    new FigureGroup(
                            title, text, width, named ? frame.legend() : List.of(), figures));
        }
    }
}
