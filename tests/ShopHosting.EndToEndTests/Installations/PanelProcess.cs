using System.Collections.Concurrent;
using System.Diagnostics;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>The real program as a process of its own, which can be stopped as an operator does and killed as a power failure does.</summary>
internal sealed class PanelProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> log;

    /// <param name="log">Gets every line it writes; it outlives the process.</param>
    public PanelProcess(IReadOnlyDictionary<string, string?> settings, ConcurrentQueue<string> log)
    {
        this.log = log;
        process = new Process { StartInfo = new ProcessStartInfo("dotnet", [Repository.Program]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        foreach (var (name, value) in settings)
        {
            process.StartInfo.Environment[name] = value;
        }

        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Keep($"--- process {process.Id} started");
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>kill -9: nothing of the process gets to run any more.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync();
        Keep($"--- process {process.Id} killed");
    }

    /// <summary>As systemd stops it: it may end in peace.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        using var asking = new Process { StartInfo = new ProcessStartInfo("kill", ["-TERM", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]) };
        asking.Start();
        await asking.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(patience, TimeProvider.System);
        Keep($"--- process {process.Id} stopped with {process.ExitCode}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            await KillAsync();
        }

        process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            log.Enqueue(line);
        }
    }
}
