using System.Collections.Concurrent;
using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>
/// The host dies before and after the effect of every call of an engine and of every save of each operation. A new one starts on the same database and
/// worker, and what the dead one had under way comes late. In the end everything is right, nothing doubled, nothing orphaned.
/// </summary>
public sealed class CrashMatrixTests
{
#if CLUSTER
    /// <summary>A case costs two clusters, and all of them a quarter of an hour: Orleans sees each eighth moment, the in-process host all.</summary>
    private const int Stride = 8;
#else
    private const int Stride = 1;
#endif

    private static readonly string[] s_data = ["database", "content"];
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(7);

    /// <summary>An operation: what the world is like before, what begins it (asked again after a crash), and how the store is in the end.</summary>
    private sealed record Operation(Func<StoreWorld, Task> Before, Func<StoreWorld, Task<Result>> Ask, StoreStatus? End)
    {
        /// <summary>What happens after the new host is at rest and before the dead one's effects come.</summary>
        public Func<StoreWorld, Task>? Then { get; init; }

        /// <summary>How the store is after that.</summary>
        public StoreStatus? Last { get; init; } = End;
    }

    private static readonly ImmutableSortedDictionary<string, Operation> s_operations = ImmutableSortedDictionary.CreateRange(new Dictionary<string, Operation>
    {
        ["join"] = new(
            async world => await world.StartHostAsync(),
            async world => await world.Worker.JoinAsync(new("unix:///fake.sock")),
            null),
        ["provision"] = new(
            Joined,
            async world => new((await world.SignUpAsync(StoreWorld.SignUpOf())).Error),
            StoreStatus.Live),
        ["room for one that waits"] = new(
            async world =>
            {
                await Joined(world);
                await world.Database.SetUsableAsync(Some.Worker.Value, CapacityResources.MemoryMb, 1024, CancellationToken.None);
                await world.LiveStoreAsync(2, "coffeeshop");
                (await world.SignUpAsync(StoreWorld.SignUpOf())).Error.ShouldBeNull();
                await world.StatusAsync(StoreStatus.Waiting);
            },
            world => world.Store(2).DeleteAsync(StoreWorld.Ask(1), "coffeeshop"),
            StoreStatus.Live),
        ["revert"] = new(
            UnfinishedAsync,
            world => world.Store().CancelAsync(StoreWorld.Ask(1)),
            StoreStatus.Failed),
        ["restart"] = new(
            async world => await LiveAsync(world),
            world => world.Store().RestartAsync(StoreWorld.Ask(1)),
            StoreStatus.Live),
        ["restart of one part"] = new(
            async world => await LiveAsync(world),
            world => world.Store().RestartAsync(StoreWorld.Ask(1), "cache"),
            StoreStatus.Live),
        ["new password"] = new(
            async world => await LiveAsync(world),
            world => world.Store().RotatePasswordAsync(StoreWorld.Ask(1)),
            StoreStatus.Live),
        ["repair"] = new(
            async world =>
            {
                await LiveAsync(world);
                world.Engine.Lose(StoreWorld.NameOf("application"));
                world.Engine.Crash(StoreWorld.NameOf("database"));
            },
            async world =>
            {
                await world.SweepAsync();
                return Result.Success;
            },
            StoreStatus.Live),
        ["suspend"] = new(
            async world => await LiveAsync(world),
            world => world.Store().SuspendAsync(StoreWorld.Ask(1), SuspensionCause.Unpaid, "Please pay."),
            StoreStatus.Suspended),
        ["resume"] = new(
            async world =>
            {
                await LiveAsync(world);
                (await world.Store().SuspendAsync(StoreWorld.Ask(3), SuspensionCause.Unpaid, "Please pay.")).Error.ShouldBeNull();
                await world.StatusAsync(StoreStatus.Suspended);
            },
            world => world.Store().ResumeAsync(StoreWorld.Ask(1)),
            StoreStatus.Live),
        ["repair of a suspended one"] = new(
            async world =>
            {
                await LiveAsync(world);
                (await world.Store().SuspendAsync(StoreWorld.Ask(3), SuspensionCause.Unpaid, "Please pay.")).Error.ShouldBeNull();
                await world.StatusAsync(StoreStatus.Suspended);
                (await world.Engine.RestartContainerAsync(StoreWorld.NameOf("application"), CancellationToken.None)).Error.ShouldBeNull();
            },
            async world =>
            {
                await world.SweepAsync();
                return Result.Success;
            },
            StoreStatus.Suspended),
        ["delete"] = new(
            async world => await LiveAsync(world),
            world => world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop"),
            StoreStatus.Deleted),
        ["delete unfinished"] = new(
            UnfinishedAsync,
            world => world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop"),
            StoreStatus.Purged),
        ["purge"] = new(
            async world =>
            {
                await LiveAsync(world);
                (await world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop")).Error.ShouldBeNull();
                await world.StatusAsync(StoreStatus.Deleted);
            },
            world =>
            {
                if (world.StateOf()!.PurgeAt > world.Clock.GetUtcNow())
                {
                    world.Clock.Shift(s_grace);
                }

                return Task.FromResult(Result.Success);
            },
            StoreStatus.Purged),
    });

    /// <summary>Meanwhile the customer goes on: effects of an older operation come into a newer one's result.</summary>
    private static readonly ImmutableSortedDictionary<string, Operation> s_longAgo = ImmutableSortedDictionary.CreateRange(new Dictionary<string, Operation>
    {
        ["provision, then delete"] = s_operations["provision"] with { Then = world => PurgeAsync(world), Last = StoreStatus.Purged },
        ["provision, then another shop"] = s_operations["provision"] with { Then = AnotherAsync },
        ["revert, then retry"] = s_operations["revert"] with { Then = RetryAsync, Last = StoreStatus.Live },
        ["suspend, then resume"] = s_operations["suspend"] with { Then = ResumeAsync, Last = StoreStatus.Live },
        ["resume, then suspend"] = s_operations["resume"] with { Then = SuspendAsync, Last = StoreStatus.Suspended },
        ["suspend, then delete"] = s_operations["suspend"] with { Then = world => PurgeAsync(world), Last = StoreStatus.Purged },
        ["restart, then delete"] = s_operations["restart"] with { Then = world => PurgeAsync(world), Last = StoreStatus.Purged },
        ["purge, then another shop of that name"] = s_operations["purge"] with { Then = SameNameAsync },
    });

    [Theory]
    [InlineData("provision, then delete")]
    [InlineData("provision, then another shop")]
    [InlineData("revert, then retry")]
    [InlineData("restart, then delete")]
    [InlineData("suspend, then resume")]
    [InlineData("resume, then suspend")]
    [InlineData("suspend, then delete")]
    [InlineData("purge, then another shop of that name")]
    public Task What_a_dead_host_had_under_way_harms_nothing_that_was_begun_later(string name) => AtEachMomentAsync(s_longAgo[name]);

    [Theory]
    [InlineData("join")]
    [InlineData("provision")]
    [InlineData("room for one that waits")]
    [InlineData("revert")]
    [InlineData("restart")]
    [InlineData("restart of one part")]
    [InlineData("new password")]
    [InlineData("repair")]
    [InlineData("suspend")]
    [InlineData("resume")]
    [InlineData("repair of a suspended one")]
    [InlineData("delete")]
    [InlineData("delete unfinished")]
    [InlineData("purge")]
    public Task A_crash_at_any_moment_changes_nothing_in_the_end(string name) => AtEachMomentAsync(s_operations[name]);

    private static async Task AtEachMomentAsync(Operation operation)
    {
        var moments = await CrashAsync(operation, 0, livesOn: false);
        var failures = new ConcurrentQueue<string>();
        var cases = Enumerable.Range(1, moments.Count).Where(moment => (moment - 1) % Stride == 0).SelectMany(moment => new[] { (moment, false), (moment, true) });
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (at, _) =>
        {
            try
            {
                await CrashAsync(operation, at.Item1, at.Item2);
            }
            catch (Exception exception)
            {
                failures.Enqueue($"Crash {at.Item1} ({moments[at.Item1 - 1]}), {(at.Item2 ? "zombie lives on" : "dead")}: {exception.Message}");
            }
        });

        moments.Count.ShouldBeGreaterThan(5);
        failures.ShouldBeEmpty(string.Join("\n\n", failures.Take(3)));
    }

    /// <summary>One world, one crash. Answers the moments that it passed.</summary>
    private static async Task<IReadOnlyList<string>> CrashAsync(Operation operation, int moment, bool livesOn)
    {
        await using var world = StoreWorld.Prepare();
        await operation.Before(world);
        var data = DataOf(world);
        world.Crash.Arm(moment);
        var asked = TryAsync(() => operation.Ask(world));
        await Task.WhenAny(world.Crash.Reached, EndAsync(world, operation, asked));
        var hasCrashed = world.Crash.Disarm();
        if (hasCrashed)
        {
            await world.KillHostAsync();
            await world.StartHostAsync();
            (await operation.Ask(world).SoonAsync()).Error.ShouldBeNull();
            world.OnApplication = null;                                                                 // not before: the work may be done before it is asked to end
            await EndAsync(world, operation, Task.FromResult(true));
            await (operation.Then?.Invoke(world) ?? Task.CompletedTask);
            await world.Crash.ReleaseAsync(livesOn).SoonAsync();
        }

        await IsRightAsync(world, hasCrashed ? operation.Last : operation.End);
        if (data is not null && operation.Last != StoreStatus.Purged)
        {
            DataOf(world).ShouldBe(data, "data was made anew");
        }

        return world.Crash.Passed;
    }

    /// <summary>In the end: a late effect is found by the next look at the worker.</summary>
    private static async Task IsRightAsync(StoreWorld world, StoreStatus? end)
    {
        IReadOnlyList<string> broken = [];
        for (var looks = 0; looks < 5; looks++)
        {
            world.Clock.Shift(TimeSpan.FromMinutes(2));                                                 // so that every store is due to be looked at
            await world.SweepAsync();
            await world.RestAsync();
            var problem = end == StoreStatus.Live ? (await world.VisitAsync()).Problem : null;
            broken = [.. Invariants.Broken(world), .. problem is null ? Array.Empty<string>() : [$"a visitor sees: {problem}"]];
            if (looks > 0 && broken.Count == 0)
            {
                break;
            }
        }

        broken.ShouldBeEmpty(string.Join("; ", broken));
        world.StateOf()?.Status.ShouldBe(end ?? throw new InvalidOperationException("There is a store."), $"{world.StateOf()?.Problem}");
    }

    private static async Task EndAsync(StoreWorld world, Operation operation, Task<bool> asked)
    {
        await asked;
        if (operation.End is { } end)
        {
            await world.StatusAsync(end);
        }

        await world.RestAsync();
    }

    /// <summary>Whoever asked a host that died knows nothing; it asks again.</summary>
    private static async Task<bool> TryAsync(Func<Task<Result>> ask)
    {
        try
        {
            return (await ask()).Ok;
        }
        catch (Exception)
        {
            return false;
        }
    }

    private static async Task Joined(StoreWorld world)
    {
        await world.StartHostAsync();
        (await world.Worker.JoinAsync(new("unix:///fake.sock"))).Ok.ShouldBeTrue();
        await world.RestAsync();
    }

    /// <summary>A store that is being made and does not get past what its application refuses.</summary>
    private static async Task UnfinishedAsync(StoreWorld world)
    {
        await Joined(world);
        world.OnApplication = exec => exec.Request.Command[0] == "php" ? new Provisioning.Engine.ExecAnswer(1, "it does not want to") : null;
        (await world.SignUpAsync(StoreWorld.SignUpOf())).Error.ShouldBeNull();
        await world.UntilAsync(() => world.StateOf()?.Operation?.Steps.Any(step => step is { Name: "Personalise", Failures: > 0 }) == true, () => "it does not come to Personalise");
    }

    private static async Task LiveAsync(StoreWorld world)
    {
        await Joined(world);
        await world.LiveStoreAsync();
    }

    private static async Task PurgeAsync(StoreWorld world)
    {
        (await world.Store().DeleteAsync(StoreWorld.Ask(2), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Deleted);
        world.Clock.Shift(s_grace);
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
    }

    private static async Task RetryAsync(StoreWorld world)
    {
        (await world.Store().RetryAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
    }

    private static async Task ResumeAsync(StoreWorld world)
    {
        (await world.Store().ResumeAsync(StoreWorld.Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live);
        await world.RestAsync();
    }

    private static async Task SuspendAsync(StoreWorld world)
    {
        (await world.Store().SuspendAsync(StoreWorld.Ask(2), SuspensionCause.Abuse, "It sends spam.").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Suspended);
        await world.RestAsync();
    }

    private static async Task AnotherAsync(StoreWorld world) => await world.LiveStoreAsync(2, "coffeeshop");

    private static async Task SameNameAsync(StoreWorld world) => await world.LiveStoreAsync(2, "teashop");

    private static string? DataOf(StoreWorld world)
        => world.StateOf()?.LiveSince is null ? null : string.Join(",", s_data.Select(volume => world.Engine.Volume(StoreWorld.NameOf(volume))?.Generation));
}
