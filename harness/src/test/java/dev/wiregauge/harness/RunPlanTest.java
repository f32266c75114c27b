package dev.wiregauge.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wiregauge.result.Cell;
import dev.wiregauge.scenario.Mode;
import dev.wiregauge.scenario.Scenario;
import dev.wiregauge.scenario.ScenarioReader;
import dev.wiregauge.scenario.Variant;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

@Timeout(60)
class RunPlanTest {
    private static final Scenario SCENARIO = ScenarioReader.find("compare-modes");
    private static final Scenario.Preset QUICK = SCENARIO.preset("quick");

    @Test
    void everyBlockHoldsEveryCellOnce() {
        RunPlan plan = RunPlan.of(SCENARIO, QUICK, 1, true);
        List<RunPlan.Block> blocks =
                plan.blocks().stream()
                        .filter(block -> block.wireLimitBitsPerSecond().isEmpty())
                        .toList();
        assertThat(blocks).hasSize(6);
        for (RunPlan.Block block : blocks) {
            // three modes on three paths and the host baseline, each with two workloads
            assertThat(block.cells()).hasSize(2 * (3 * 3 + 1)).doesNotHaveDuplicates();
        }
        assertThat(plan.trials()).isEqualTo(6 * 20 + 3 * 3);
    }

    @Test
    void oneSeedGivesOneOrderAndBlocksDiffer() {
        RunPlan plan = RunPlan.of(SCENARIO, QUICK, 7, true);
        assertThat(RunPlan.of(SCENARIO, QUICK, 7, true)).isEqualTo(plan);
        assertThat(RunPlan.of(SCENARIO, QUICK, 8, true)).isNotEqualTo(plan);
        assertThat(
                        new HashSet<>(
                                plan.blocks().stream().map(RunPlan.Block::cells).limit(6).toList()))
                .hasSize(6);
    }

    @Test
    void noModeHasAFixedPlaceInItsBlock() {
        RunPlan plan = RunPlan.of(SCENARIO, new Scenario.Preset(200, QUICK.timing()), 3, false);
        for (Mode mode : SCENARIO.modes()) {
            long first =
                    plan.blocks().stream()
                            .filter(block -> block.cells().getFirst().mode() == mode)
                            .count();
            // 6 of 20 cells are of this mode: 60 of 200 expected, standard deviation 6.5
            assertThat(first).isBetween(30L, 90L);
        }
    }

    @Test
    void theLimitedRowIsLeftOutWhereUplinksCannotBeLimited() {
        RunPlan plan = RunPlan.of(SCENARIO, QUICK, 1, false);
        assertThat(plan.distinctCells())
                .map(Cell::wireLimitBitsPerSecond)
                .allMatch(limit -> limit.isEmpty());
    }

    @Test
    void variantsOfOneModeShareItsRow() {
        Scenario scenario = SCENARIO.withVariants(List.of(variant("A"), variant("B")));
        RunPlan plan = RunPlan.of(scenario, QUICK, 1, true);
        RunPlan.Block block = plan.blocks().getFirst();
        assertThat(plan.blocks()).hasSize(6);
        // two workloads, of each three paths in three modes and the host baseline, all twice
        assertThat(block.cells()).hasSize(2 * (3 * 3 + 1) * 2).doesNotHaveDuplicates();
        assertThat(block.cells()).map(Cell::id).contains("B/vxlan/pod-service/tcp_rr");
        assertThat(block.cells().stream().map(Cell::row).distinct()).hasSize(20);
    }

    @Test
    void variantsThatNameTheirModeShareOneRow() {
        Variant plain = modeVariant("plain", Mode.BGP);
        Variant tunnel = modeVariant("tunnel", Mode.VXLAN);
        Scenario scenario = SCENARIO.withVariants(List.of(plain, tunnel));
        assertThat(scenario.modes()).containsExactly(Mode.BGP, Mode.VXLAN);
        assertThat(scenario.contenders()).containsExactly("plain", "tunnel");
        List<Cell> cells = RunPlan.of(scenario, QUICK, 1, true).distinctCells();
        assertThat(cells).map(Cell::id).contains("tunnel/pod-service/tcp_rr");
        assertThat(cells)
                .filteredOn(cell -> cell.contender().equals("tunnel"))
                .filteredOn(cell -> cell.mode() != Mode.HOST)
                .allMatch(cell -> cell.mode() == Mode.VXLAN);
    }

    private static Variant variant(String name) {
        return new Variant(
                name, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Variant modeVariant(String name, Mode mode) {
        return new Variant(
                name, Optional.of(mode), Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void modesThatTakeTurnsAreEnteredOnceInEachBlock() {
        RunPlan drawn = RunPlan.of(SCENARIO, QUICK, 7, false);
        RunPlan turns = drawn.modeByMode();
        for (int i = 0; i < drawn.blocks().size(); i++) {
            List<Cell> cells = turns.blocks().get(i).cells();
            assertThat(cells).containsExactlyInAnyOrderElementsOf(drawn.blocks().get(i).cells());
            long changes =
                    IntStream.range(1, cells.size())
                            .filter(n -> cells.get(n).mode() != cells.get(n - 1).mode())
                            .count();
            assertThat(changes + 1).isEqualTo(cells.stream().map(Cell::mode).distinct().count());
        }
    }
}
