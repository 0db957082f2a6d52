using System.Diagnostics;
using System.Globalization;
using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>A process that saves without end and says so after each, until it is killed.</summary>
internal static class KilledWriter
{
    public const string ChildCommand = "write-for-ever";
    public const int Writers = 8;
    private const string Whole = "saved";

    /// <summary>The last version of each key that the child had been told is saved.</summary>
    public static async Task<Dictionary<string, long>> WriteAndKillAsync(SqlPlace place, int saves)
    {
        using var child = Start(place);
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

    public static Shop ShopAt(string key, long version) => new() { Name = $"v{version}", Holds = [new("turn", key, $"v{version}")] };

    /// <summary>The child.</summary>
    public static async Task<int> WriteForEverAsync(string[] place)
    {
        await using var storage = await SqlPlace.OpenAsync(SqlPlace.OptionsOf(place));
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

    private static Process Start(SqlPlace place)
    {
#pragma warning disable RS0030 // This test is about a process.
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, ChildCommand, .. place.Arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
#pragma warning restore RS0030
    }
}
