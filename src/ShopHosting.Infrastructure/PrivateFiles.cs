namespace ShopHosting.Infrastructure;

/// <summary>Directories and files that only the panel's own user may read.</summary>
public static class PrivateFiles
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes the directory, or closes it to others: 0700.</summary>
    public static void EnsureDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(path, ownerOnly);
        File.SetUnixFileMode(path, ownerOnly);
    }

    /// <summary>Makes the directory of a file, for the owner alone, when it is not there; one that is there stays as it is.</summary>
    public static void EnsureParent(string file)
    {
        var parent = Path.GetDirectoryName(file)!;
        if (!Directory.Exists(parent))
        {
            EnsureDirectory(parent);
        }
    }

    /// <summary>Makes the file when it is not there, or closes it to others: 0600.</summary>
    public static void EnsureFile(string path)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (Open(path, FileMode.OpenOrCreate, ownerOnly))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, ownerOnly);
        }
    }

    /// <summary>Makes a file that nobody writes again, 0400; there or not, but never half.</summary>
    public static void CreateReadOnly(string path, ReadOnlySpan<byte> content)
    {
        var draft = path + ".new";
        File.Delete(draft);
        using (var file = Open(draft, FileMode.CreateNew, UnixFileMode.UserRead))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: false);
    }

    public static bool IsClosedToOthers(string path) => OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == 0;

    /// <summary>Opens a file for this process alone.</summary>
    public static FileStream Open(string path, FileMode mode, UnixFileMode createdWith)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = createdWith;
        }

        return new(path, options);
    }
}
