using ShopHosting.Cli.Panel;

namespace ShopHosting.Cli.Workers;

/// <summary>Reads the file <c>panel.pem</c>, which is root on the worker for whoever has it: it is never printed, and not taken when others may read it.</summary>
internal static class PanelBundle
{
    private const string File = "panel.pem";
    private const int Longest = 32 * 1024;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <param name="given">The file; or its folder, or the folder of all certificates that <c>shopctl worker certificates</c> keeps.</param>
    /// <param name="worker">The worker's name.</param>
    /// <exception cref="PanelException">It can't be had, or may not be used.</exception>
    public static string Read(string given, string worker)
    {
        var path = !Directory.Exists(given) ? given : System.IO.File.Exists(Path.Combine(given, File)) ? Path.Combine(given, File) : Path.Combine(given, worker, File);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read);
            if (!OperatingSystem.IsWindows() && (System.IO.File.GetUnixFileMode(file.SafeFileHandle) & Others) != 0)
            {
                throw new PanelException($"--certificates: Others on this machine may read {path}, and whoever has it is root on {worker}. If nobody did, close it (chmod 600 {path}) and try again; else make new ones.");
            }

            if (file.Length > Longest)
            {
                throw new PanelException($"--certificates: {path} is no {File}: it is longer than {Longest / 1024} KiB.");
            }

            using var text = new StreamReader(file);
            return text.ReadToEnd();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new PanelException($"--certificates: {path} can't be read: {unreadable.Message}", unreadable);
        }
    }
}
