using System.Diagnostics;

namespace ShopHosting.Testing.Storage;

/// <summary>A database server that a test starts for itself from the distribution's programs: in a folder of its own, never as root, which such servers refuse, and ended with the process of the test, however that ends.</summary>
internal sealed class DatabaseProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs the server until its own input ends, which it also does when the process that holds the other end is killed.</summary>
    private const string UntilInputEnds = """
        exec 3<&0; signal=$1; shift
        "$@" 3<&- & server=$!
        { cat <&3; kill -s "$signal" $server; } > /dev/null 2>&1 &
        exec 3<&-; wait $server
        """;

    private readonly Process process;
    private readonly List<string> log = [];
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DatabaseProcess(Process process, string readyLine)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => Hear(line.Data, readyLine);
        process.ErrorDataReceived += (_, line) => Hear(line.Data, readyLine);
    }

    /// <summary>A folder that the servers' user can use.</summary>
    public static async Task<string> NewFolderAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"shophosting-{name}-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync(new ProcessStartInfo("chown", ["nobody", folder]));
        }

        return folder;
    }

    /// <summary>Runs a program to its end as the servers' user; what it wrote.</summary>
    public static Task<string> RunAsync(string program, params string[] arguments) => RunAsync(AsServersUser(program, arguments));

    /// <summary>Starts a server and waits for the line that says it takes connections.</summary>
    /// <param name="readyLine">A part of that line.</param>
    /// <param name="stopSignal">Ends it at once and in order.</param>
    public static async Task<DatabaseProcess> StartAsync(string readyLine, string stopSignal, string program, params string[] arguments)
    {
        var start = Heard(AsServersUser("sh", ["-c", UntilInputEnds, "sh", stopSignal, program, .. arguments]));
        start.RedirectStandardInput = true;
        var server = new DatabaseProcess(new Process { StartInfo = start }, readyLine);
        server.process.Start();
        server.process.BeginOutputReadLine();
        server.process.BeginErrorReadLine();
        var ended = server.process.WaitForExitAsync();
        if (await Task.WhenAny(server.ready.Task, ended).WaitAsync(Patience, TimeProvider.System) == ended)
        {
            throw new InvalidOperationException($"{program} did not start:\n{server.Log}");
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync().WaitAsync(Patience, TimeProvider.System);
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

    private static ProcessStartInfo AsServersUser(string program, string[] arguments) => Environment.IsPrivilegedProcess
        ? new("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments])
        : new(program, arguments);

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        using var process = new Process { StartInfo = Heard(start) };
        process.Start();
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output[0]
            : throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}:\n{string.Join('\n', output)}");
    }

    private static ProcessStartInfo Heard(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.WorkingDirectory = "/";
        return start;
    }
}
