using System.Collections.Immutable;
using ShopHosting.Domain.Stores;

namespace ShopHosting.UnitTests.Domain;

public sealed class StoreIncidentTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void What_happens_again_soon_is_one_incident_that_counts()
    {
        var known = With([], 0);
        known = With(known, 5);
        known = With(known, 10, hasEnded: true);

        known.ShouldHaveSingleItem().ShouldBe(new StoreIncident(StoreIncidentKind.OutOfMemory, "application", 512, Start, Start.AddMinutes(10), 3, HasEnded: true));
    }

    [Fact]
    public void What_happens_all_the_time_adds_nothing_but_that_the_part_ended()
    {
        var known = With([], 0);

        With(known, 0.5).ShouldBe(known);
        With(known, 0.5, hasEnded: true).ShouldHaveSingleItem().HasEnded.ShouldBeTrue();
    }

    [Fact]
    public void Another_part_another_kind_and_a_later_day_are_others()
    {
        var known = With([], 0);
        known = With(known, 1, part: "database");
        known = With(known, 2, kind: StoreIncidentKind.OutOfProcesses);
        known = With(known, 24 * 60);

        known.Select(incident => (incident.Kind, incident.Part, incident.Times)).ShouldBe(
        [
            (StoreIncidentKind.OutOfMemory, "application", 1), (StoreIncidentKind.OutOfMemory, "database", 1),
            (StoreIncidentKind.OutOfProcesses, "application", 1), (StoreIncidentKind.OutOfMemory, "application", 1),
        ]);
    }

    [Fact]
    public void A_store_keeps_the_newest_only()
    {
        var known = Enumerable.Range(0, 3 * StoreIncident.Kept).Aggregate(ImmutableArray<StoreIncident>.Empty, (incidents, day) => With(incidents, day * 24 * 60));

        known.Length.ShouldBe(StoreIncident.Kept);
        known[^1].At.ShouldBe(Start.AddDays((3 * StoreIncident.Kept) - 1));
    }

    private static ImmutableArray<StoreIncident> With(
        ImmutableArray<StoreIncident> known, double minutes, bool hasEnded = false, string part = "application", StoreIncidentKind kind = StoreIncidentKind.OutOfMemory)
        => StoreIncident.With(known, new StoreIncident(kind, part, 512, Start.AddMinutes(minutes), Start.AddMinutes(minutes), 1, hasEnded));
}
