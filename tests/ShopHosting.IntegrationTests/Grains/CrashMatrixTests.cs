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
    private static readonly TimeSpan s_grace = TimeSpan.FromDays(7);

    /// <summary>An operation: what the world is like before, what begins it (asked again after a crash), and how the store is in the end.</summary>
    private sealed record Operation(Func<StoreWorld, Task> Before, Func<StoreWorld, Task<Result>> Ask, StoreStatus? End);

    private static readonly ImmutableSortedDictionary<string, Operation> s_operations = ImmutableSortedDictionary.CreateRange(new Dictionary<string, Operation>
    {
        ["join"] = new(
            async world => await world.StartHostAsync(),
            async world => await world.Worker.JoinAsync("unix:///fake.sock"),
            null),
        ["provision"] = new(
            Joined,
            async world => new((await world.SignUpAsync(StoreWorld.SignUpOf())).Error),
            StoreStatus.Live),
        ["revert"] = new(
            async world =>
            {
                await Joined(world);
                world.OnApplication = exec => exec.Request.Command[0] == "php" ? new Provisioning.Engine.ExecAnswer(1, "it does not want to") : null;
                (await world.SignUpAsync(StoreWorld.SignUpOf())).Error.ShouldBeNull();
                await world.UntilAsync(
                    () => world.StateOf()?.Operation?.Steps.Any(step => step is { Name: "Personalise", Failures: > 0 }) == true, () => "it does not come to Personalise");
            },
            world => world.Store().CancelAsync(StoreWorld.Ask(1)),
            StoreStatus.Failed),
        ["restart"] = new(
            async world => await LiveAsync(world),
            world => world.Store().RestartAsync(StoreWorld.Ask(1)),
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
        ["delete"] = new(
            async world => await LiveAsync(world),
            world => world.Store().DeleteAsync(StoreWorld.Ask(1), "teashop"),
            StoreStatus.Deleted),
        ["delete unfinished"] = new(
            async world =>
            {
                await Joined(world);
                world.OnApplication = exec => exec.Request.Command[0] == "php" ? new Provisioning.Engine.ExecAnswer(1, "it does not want to") : null;
                (await world.SignUpAsync(StoreWorld.SignUpOf())).Error.ShouldBeNull();
                await world.UntilAsync(
                    () => world.StateOf()?.Operation?.Steps.Any(step => step is { Name: "Personalise", Failures: > 0 }) == true, () => "it does not come to Personalise");
            },
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

    [Theory]
    [InlineData("join")]
    [InlineData("provision")]
    [InlineData("revert")]
    [InlineData("restart")]
    [InlineData("repair")]
    [InlineData("delete")]
    [InlineData("delete unfinished")]
    [InlineData("purge")]
    public async Task A_crash_at_any_moment_changes_nothing_in_the_end(string name)
    {
        var operation = s_operations[name];
        var moments = await CrashAsync(operation, 0, livesOn: false);
        var failures = new ConcurrentQueue<string>();
        var cases = Enumerable.Range(1, moments.Count).SelectMany(moment => new[] { (moment, false), (moment, true) });
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
        if (world.Crash.Reached.IsCompleted)
        {
            await world.KillHostAsync();
            world.OnApplication = null;
            await world.StartHostAsync();
            (await operation.Ask(world).SoonAsync()).Error.ShouldBeNull();
            await EndAsync(world, operation, Task.FromResult(true));
            world.Crash.Release(livesOn);
        }

        world.Crash.Disarm();
        await IsRightAsync(world, operation);
        if (data is not null && operation.End != StoreStatus.Purged)
        {
            DataOf(world).ShouldBe(data, "data was made anew");
        }

        return world.Crash.Passed;
    }

    /// <summary>In the end: a late effect is found by the next look at the worker.</summary>
    private static async Task IsRightAsync(StoreWorld world, Operation operation)
    {
        IReadOnlyList<string> broken = [];
        for (var looks = 0; looks < 5; looks++)
        {
            await world.SweepAsync();
            await world.RestAsync();
            broken = Invariants.Broken(world);
            if (looks > 0 && broken.Count == 0)
            {
                break;
            }
        }

        broken.ShouldBeEmpty(string.Join("; ", broken));
        world.StateOf()?.Status.ShouldBe(operation.End ?? throw new InvalidOperationException("There is a store."), $"{world.StateOf()?.Problem}");
        if (operation.End == StoreStatus.Live)
        {
            (await world.VisitAsync()).Problem.ShouldBeNull();
        }
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
        (await world.Worker.JoinAsync("unix:///fake.sock")).Ok.ShouldBeTrue();
        await world.RestAsync();
    }

    private static async Task LiveAsync(StoreWorld world)
    {
        await Joined(world);
        await world.LiveStoreAsync();
    }

    private static string? DataOf(StoreWorld world)
        => world.StateOf()?.LiveSince is null ? null : string.Join(",", new[] { "database", "content" }.Select(volume => world.Engine.Volume(StoreWorld.NameOf(volume))?.Generation));
}
