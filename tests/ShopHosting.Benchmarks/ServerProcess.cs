using System.Diagnostics;
using System.Globalization;

namespace ShopHosting.Benchmarks;

/// <summary>This program once more, as the panel of <see cref="InProcess"/>: what it takes is its own. It ends with its input.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    public const string Verb = "serve";
    private readonly Process process;

    private ServerProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    public string Address => $"http://localhost:{Port}";

    /// <summary>Resident now.</summary>
    public double Megabytes => Processes.Megabytes(process.Id);

    public static async Task<ServerProcess> StartAsync()
    {
        var process = new Process { StartInfo = new ProcessStartInfo("dotnet", [typeof(ServerProcess).Assembly.Location, Verb]) { RedirectStandardInput = true, RedirectStandardOutput = true } };
        process.Start();
        return new ServerProcess(process, int.Parse(await AnswerAsync(process), CultureInfo.InvariantCulture));
    }

    /// <summary>Brings the database to this many stores.</summary>
    public async Task FillAsync(int stores)
    {
        await process.StandardInput.WriteLineAsync(stores.ToString(CultureInfo.InvariantCulture));
        await AnswerAsync(process);
    }

    /// <summary>What the other process does.</summary>
    public static async Task<int> ServeAsync()
    {
        await using var host = await InProcess.StartAsync();
        Console.WriteLine(host.Port);
        while (await Console.In.ReadLineAsync() is { } stores)
        {
            host.FillTo(int.Parse(stores, CultureInfo.InvariantCulture));
            Console.WriteLine("filled");
        }

        return 0;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<string> AnswerAsync(Process process)
        => await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The panel's process has ended; it has told why above.");
}
