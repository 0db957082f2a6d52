using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Plans;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Domain;

public sealed class PlacementRulesTests
{
    private static readonly PlanLimits s_limits = new(512, 1000, 200, 5000);

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, 300));

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_is_chosen_passed_every_filter_and_nobody_is_chosen_only_when_none_did(int seed)
    {
        var (demand, fleet, headroom, drawn) = Any(seed);

        var choice = PlacementRules.Choose(demand, fleet, headroom, drawn, Some.Noon);

        var passed = fleet.Where(worker => PlacementRules.Filter(demand, worker, headroom) is null).Select(worker => worker.Worker).ToList();
        choice.Ok.ShouldBe(passed.Count > 0);
        if (choice.Ok)
        {
            passed.ShouldContain(choice.Value.Chosen.Worker);
            var chosen = fleet.Single(worker => worker.Worker == choice.Value.Chosen.Worker);
            chosen.Status.ShouldBeOneOf(WorkerStatus.Active, WorkerStatus.Repairing);
            chosen.IsCordoned.ShouldBeFalse();
            (chosen.Memory.Used + s_limits.MemoryMb).ShouldBeLessThanOrEqualTo(chosen.Memory.Usable * (100 - headroom) / 100);
            choice.Value.LeftOut.Sum(left => left.Count).ShouldBe(fleet.Count - passed.Count);
            var totals = fleet.Where(worker => passed.Contains(worker.Worker)).Select(worker => PlacementRules.Score(demand, worker, headroom).Total).OrderDescending().ToList();
            choice.Value.Chosen.Total.ShouldBe(totals[0]);
            choice.Value.Next?.Total.ShouldBe(totals[1]);
            (choice.Value.Next is null).ShouldBe(totals.Count == 1);
            choice.Value.Next?.Worker.ShouldNotBe(chosen.Worker);
        }
        else
        {
            choice.Error.Code.ShouldBe("store.no-room");
            choice.Error.Message.ShouldEndWith(".");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_order_in_which_workers_come_changes_nothing(int seed)
    {
        var (demand, fleet, headroom, drawn) = Any(seed);
        var shuffled = fleet.ToArray();
        new Lots((uint)seed + 7).Shuffle(shuffled);

        var (one, other) = (PlacementRules.Choose(demand, fleet, headroom, drawn, Some.Noon), PlacementRules.Choose(demand, shuffled, headroom, drawn, Some.Noon));

        (other.Error, other.Value?.Chosen, other.Value?.Next, other.Value?.Workers).ShouldBe((one.Error, one.Value?.Chosen, one.Value?.Next, one.Value?.Workers));
        (other.Value?.LeftOut ?? []).ShouldBe(one.Value?.LeftOut ?? []);
    }

    [Fact]
    public void The_emptier_one_is_chosen_by_what_is_scarcest_there()
    {
        var fullDisk = Worker("w1") with { Memory = new(8192, 0), Disk = new(50_000, 40_000) };
        var halfMemory = Worker("w2") with { Memory = new(8192, 4096), Disk = new(50_000, 0) };

        var choice = PlacementRules.Choose(Demand(), [fullDisk, halfMemory], 0, 1, Some.Noon).Value!;

        (choice.Chosen.Worker.Value, choice.Chosen.Scarcest, choice.Chosen.Balance).ShouldBe(("w2", CapacityResources.MemoryMb, 437));
        (choice.Next!.Worker.Value, choice.Next.Scarcest, choice.Next.Balance).ShouldBe(("w1", CapacityResources.DiskMb, 100));
    }

    [Theory]
    [InlineData(3000, "w2")]
    [InlineData(5000, "w1")]
    public void Stores_of_one_account_are_spread_until_the_other_worker_is_more_than_half_of_itself_fuller(long used, string chosen)
    {
        var withAnother = Worker("w1");
        var fuller = Worker("w2") with { Memory = new(8192, used) };

        PlacementRules.Choose(Demand(("w1", 1)), [withAnother, fuller], 0, 1, Some.Noon).Value!.Chosen.Worker.Value.ShouldBe(chosen);
    }

    [Fact]
    public void Between_equals_the_lot_decides_and_over_many_lots_each_has_its_share()
    {
        List<PlacementCandidate> equals = [.. Enumerable.Range(1, 10).Select(number => Worker($"w{number}"))];

        var chosen = Enumerable.Range(0, 10_000).CountBy(lot => PlacementRules.Choose(Demand(), equals, 0, (uint)lot, Some.Noon).Value!.Chosen.Worker).ToList();

        chosen.Count.ShouldBe(10);
        chosen.ShouldAllBe(worker => worker.Value > 800 && worker.Value < 1200);
    }

    [Fact]
    public void No_room_is_told_by_what_each_worker_lacks()
    {
        PlacementCandidate[] fleet =
        [
            Worker("w1") with { IsCordoned = true }, Worker("w2") with { IsCordoned = true, Memory = new(0, 0) },
            Worker("w3") with { Status = WorkerStatus.Joining }, Worker("w10") with { Status = WorkerStatus.Failed },
            Worker("w11") with { Status = WorkerStatus.Unreachable, IsCordoned = true }, Worker("w12") with { Status = WorkerStatus.Retired },
            Worker("w4") with { Memory = new(8192, 8000) }, Worker("w5") with { Memory = new(8192, 8192), Disk = new(0, 0) }, Worker("w6") with { Memory = new(100, 0) },
            Worker("w7") with { Cpu = new(999, 0) }, Worker("w8") with { Disk = new(4999, 0) }, Worker("w9") with { IsOutOfSlots = true }, Worker("w13"), Worker("w14") with { IsOutOfSlots = true },
        ];

        PlacementRules.Choose(Demand() with { WithoutImages = [WorkerId.Parse("w13"), WorkerId.Parse("w14")] }, fleet, 0, 1, Some.Noon).Error!.Message.ShouldBe(
            "There is no room for the store at the moment: 2 not ready, 1 unreachable, 1 retired, 2 cordoned, 3 without 512 MiB of memory, 1 without 1000 CPU millis, 1 without 5000 MiB of disk, 2 without a free slot, 1 without the images of WooCommerce.");
        PlacementRules.Choose(Demand(), [], 0, 1, Some.Noon).Error!.Message.ShouldBe("There is no room for the store at the moment: no server has joined yet.");
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(50, true)]
    [InlineData(51, false)]
    public void Headroom_stays_free(int percent, bool hasRoom)
        => PlacementRules.Choose(Demand(), [Worker("w1") with { Memory = new(2048, 512) }], percent, 1, Some.Noon).Ok.ShouldBe(hasRoom);

    private static PlacementDemand Demand(params (string Worker, int Stores)[] neighbours) => new(s_limits, "WooCommerce", neighbours.ToDictionary(pair => WorkerId.Parse(pair.Worker), pair => pair.Stores));

    private static PlacementCandidate Worker(string id) => new(WorkerId.Parse(id), WorkerStatus.Active, false, new(8192, 0), new(64_000, 0), new(100_000, 0));

    private static (PlacementDemand Demand, IReadOnlyList<PlacementCandidate> Fleet, int Headroom, uint Drawn) Any(int seed)
    {
        var lot = new Lots((uint)seed);
        ResourceUse Use(int usable) => new(lot.Below(usable), lot.Below(usable));
        List<PlacementCandidate> fleet =
        [
            .. Enumerable.Range(1, lot.Below(12)).Select(number => new PlacementCandidate(
                WorkerId.Parse($"w{number}"), (WorkerStatus)lot.Below(Enum.GetValues<WorkerStatus>().Length), lot.Below(4) == 0, Use(4000), Use(9000), Use(40_000), lot.Below(8) == 0)),
        ];
        var demand = Demand([.. fleet.Where(_ => lot.Below(3) == 0).Select(worker => (worker.Worker.Value, lot.Below(4)))]) with
        {
            WithoutImages = [.. fleet.Where(_ => lot.Below(6) == 0).Select(worker => worker.Worker)],
        };
        return (demand, fleet, lot.Below(3) * 10, (uint)lot.Below(1_000_000));
    }

    /// <summary>Numbers that are the same in every run.</summary>
    private sealed class Lots(uint state)
    {
        public int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)Math.Max(1, limit));
        }

        public void Shuffle<T>(T[] values)
        {
            for (var last = values.Length - 1; last > 0; last--)
            {
                var other = Below(last + 1);
                (values[last], values[other]) = (values[other], values[last]);
            }
        }
    }
}
