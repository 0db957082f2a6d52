namespace ShopHosting.Testing.Storage;

/// <summary>How a test starts a database server for itself: in a folder of its own, never as root, which such servers refuse, and ended with the process of the test, however that ends.</summary>
internal static class DatabaseProcess
{
    /// <summary>Runs the server until its own input ends, which it also does when the process that holds the other end is killed.</summary>
    private const string UntilInputEnds = """
        exec 3<&0; signal=$1; shift
        "$@" 3<&- & server=$!
        { cat <&3; kill -s "$signal" $server; } > /dev/null 2>&1 &
        exec 3<&-; wait $server
        """;

    /// <summary>A folder that the servers' user can use.</summary>
    public static async Task<string> NewFolderAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"shophosting-{name}-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await ServerProcess.RunAsync("chown", "nobody", folder);
        }

        return folder;
    }

    /// <inheritdoc cref="ServerProcess.RunAsync"/>
    public static Task<string> RunAsync(string program, params string[] arguments)
        => Environment.IsPrivilegedProcess ? ServerProcess.RunAsync("setpriv", AsServersUser(program, arguments)) : ServerProcess.RunAsync(program, arguments);

    /// <inheritdoc cref="ServerProcess.StartAsync"/>
    public static Task<ServerProcess> StartAsync(string readyLine, string stopSignal, string program, params string[] arguments)
    {
        string[] watched = ["-c", UntilInputEnds, "sh", stopSignal, program, .. arguments];
        return Environment.IsPrivilegedProcess
            ? ServerProcess.StartAsync(readyLine, null, "setpriv", AsServersUser("sh", watched))
            : ServerProcess.StartAsync(readyLine, null, "sh", watched);
    }

    private static string[] AsServersUser(string program, string[] arguments) => ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments];
}
