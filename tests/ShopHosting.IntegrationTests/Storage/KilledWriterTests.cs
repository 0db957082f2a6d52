using System.Diagnostics;
using System.Globalization;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>A process that is killed while it writes loses nothing that it had been told is saved.</summary>
public sealed class KilledWriterTests
{
    public const string ChildCommand = "write-for-ever";
    private const int Writers = 8;
    private const string Whole = "saved";

    [Fact]
    public async Task Every_acknowledged_save_is_there_after_kill_9()
    {
        var directory = Directory.CreateTempSubdirectory("shophosting-").FullName;
        try
        {
            var acknowledged = await WriteAndKillAsync(directory, saves: 300);

            await using var storage = await SqliteStorage.OpenAsync(directory);
            acknowledged.Count.ShouldBe(Writers);
            foreach (var (key, version) in acknowledged)
            {
                var stored = (await storage.Store<Shop>().LoadAsync(key, CancellationToken.None)).ShouldNotBeNull();
                stored.Version.ShouldBeGreaterThanOrEqualTo(version);
                stored.State.ShouldBeSameAs(ShopAt(key, stored.Version), "row and state are of one save");
                (await storage.Index.TakenAsync("turn", key, CancellationToken.None)).ShouldBe([$"v{stored.Version}"], "the claims are of the same save as the row");
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>The child: saves without end and says so after each.</summary>
    public static async Task<int> WriteForEverAsync(string directory)
    {
        await using var storage = await SqliteStorage.OpenAsync(directory);
        var shops = storage.Store<Shop>();
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (long version = 0; ; version++)
            {
                if (await shops.SaveAsync($"a/{writer}", version, ShopAt($"a/{writer}", version + 1), Journal.Empty, CancellationToken.None) is not SaveOutcome.Saved(var saved))
                {
                    throw new InvalidOperationException("Nobody else writes here.");
                }

                Console.WriteLine($"a/{writer} {saved} {Whole}");
            }
        })));
        return 0;
    }

    private static Shop ShopAt(string key, long version) => new() { Name = $"v{version}", Holds = [new("turn", key, $"v{version}")] };

    /// <summary>The last version of each key that the child had been told is saved.</summary>
    private static async Task<Dictionary<string, long>> WriteAndKillAsync(string directory, int saves)
    {
        using var child = Start(directory);
        var acknowledged = new Dictionary<string, long>();
        var lines = 0;
        while (await child.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is [var key, var version, Whole])
            {
                acknowledged[key] = long.Parse(version, CultureInfo.InvariantCulture);
            }

            if (++lines == saves)
            {
                child.Kill();     // SIGKILL; what it had still said is read to the end
            }
        }

        await child.WaitForExitAsync();
        lines.ShouldBeGreaterThanOrEqualTo(saves, $"the child ended by itself: {await child.StandardError.ReadToEndAsync()}");
        return acknowledged;
    }

    private static Process Start(string directory)
    {
#pragma warning disable RS0030 // This test is about a process.
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, ChildCommand, directory])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
#pragma warning restore RS0030
    }
}
