using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ShopHosting.Testing;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>A test process that is killed leaves no server behind.</summary>
[Trait("needs", "postgres")]
public sealed class ServerOfAKilledTest
{
    public const string ChildCommand = "start-a-server";

    [Fact]
    public async Task A_server_of_tests_ends_with_the_process_that_started_it()
    {
#pragma warning disable RS0030 // This test is about a process.
        using var child = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(ChildProcess).Assembly.Location, ChildCommand]) { RedirectStandardOutput = true })!;
#pragma warning restore RS0030
        var folder = (await child.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        using var server = Process.GetProcessById(int.Parse((await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid")))[0], CultureInfo.InvariantCulture));

        child.Kill();

        await server.WaitForExitAsync().SoonAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The child.</summary>
    internal static async Task<int> StartAndWaitAsync()
    {
        await using var server = await PostgresOfTests.StartAsync();
        Console.WriteLine(new NpgsqlConnectionStringBuilder(await server.NewDatabaseAsync()).Host);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        return 0;
    }
}
