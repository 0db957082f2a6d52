using System.Diagnostics;

namespace ShopHosting.Testing;

/// <summary>A server that a test starts for itself from the distribution's programs.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly string? stopSignal;
    private readonly List<string> log = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process, string readyLine, string? stopSignal)
    {
        this.process = process;
        this.stopSignal = stopSignal;
        process.OutputDataReceived += (_, line) => Hear(line.Data, readyLine);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, readyLine);
    }

    /// <summary>Runs a program to its end; what it wrote.</summary>
    public static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process { StartInfo = Heard(new(program, arguments)) };
        process.Start();
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output[0]
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{string.Join('\n', output)}");
    }

    /// <summary>Starts a server and waits for the line that says it takes connections.</summary>
    /// <param name="readyLine">A part of that line.</param>
    /// <param name="stopSignal">Ends it at once and in order; null for one that ends when its input does.</param>
    public static async Task<ServerProcess> StartAsync(string readyLine, string? stopSignal, string program, params string[] arguments)
    {
        var start = Heard(new(program, arguments));
        start.RedirectStandardInput = true;
        var server = new ServerProcess(new Process { StartInfo = start }, readyLine, stopSignal);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        var ended = server.process.WaitForExitAsync();
        if (await Task.WhenAny(server.ready.Task, ended).WaitAsync(s_patience, TimeProvider.System) == ended)
        {
            throw new InvalidOperationException($"{program} did not start:\n{server.Log}");
        }

        return server;
    }

    /// <summary>Ends it as a power failure would.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync().WaitAsync(s_patience, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        if (stopSignal is not null && !process.HasExited)
        {
            await RunAsync("kill", "-s", stopSignal, $"{process.Id}");
        }

        await process.WaitForExitAsync().WaitAsync(s_patience, TimeProvider.System);
        process.Dispose();
    }

    private string Log
    {
        get
        {
            lock (log)
            {
                return string.Join('\n', log);
            }
        }
    }

    private void Hear(string? line, string readyLine)
    {
        lock (log)
        {
            log.Add(line ?? "");
        }

        if (line?.Contains(readyLine, StringComparison.Ordinal) == true)
        {
            ready.TrySetResult();
        }
    }

    private static ProcessStartInfo Heard(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        return start;
    }
}
