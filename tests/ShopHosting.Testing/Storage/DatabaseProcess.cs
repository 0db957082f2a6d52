namespace ShopHosting.Testing.Storage;

/// <summary>How a test starts a database server for itself: in a folder of its own, and never as root, which such servers refuse.</summary>
internal static class DatabaseProcess
{
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
    public static Task<ServerProcess> StartAsync(string readyLine, string stopSignal, string program, params string[] arguments) => Environment.IsPrivilegedProcess
        ? ServerProcess.StartAsync(readyLine, stopSignal, "setpriv", AsServersUser(program, arguments))
        : ServerProcess.StartAsync(readyLine, stopSignal, program, arguments);

    private static string[] AsServersUser(string program, string[] arguments) => ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments];
}
