namespace ShopHosting.Testing.Storage;

/// <summary>A MariaDB server of its own from Debian's packages, on a Unix socket in a temporary folder, spoken to with its client.</summary>
public sealed class MariaDbOfTests : IAsyncDisposable
{
    private readonly string folder;
    private readonly ServerProcess server;

    private MariaDbOfTests(string folder, ServerProcess server)
    {
        this.folder = folder;
        this.server = server;
    }

    public static async Task<MariaDbOfTests> StartAsync()
    {
        var folder = await DatabaseProcess.NewFolderAsync("maria");
        var data = $"--datadir={Path.Combine(folder, "data")}";
        await DatabaseProcess.RunAsync("mariadb-install-db", "--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db");
        return new(folder, await DatabaseProcess.StartAsync("ready for connections", "TERM", "/usr/sbin/mariadbd",
            "--no-defaults", data, $"--socket={Socket(folder)}", "--skip-networking", "--skip-log-bin"));
    }

    public Task<string> ExecuteAsync(string database, string sql) => DatabaseProcess.RunAsync("mariadb", "--no-defaults", $"--socket={Socket(folder)}", "--default-character-set=utf8mb4", "--user=root", "--execute", sql, database);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Socket(string folder) => Path.Combine(folder, "socket");
}
