namespace ShopHosting.Infrastructure.Sql;

/// <summary>The directory of an embedded database. While this is open no other process can open the same one.</summary>
internal sealed class DataDirectory : IDisposable
{
    private readonly FileStream lockFile;

    private DataDirectory(string path, FileStream lockFile)
    {
        DatabaseFile = Path.Combine(path, "shophosting.db");
        this.lockFile = lockFile;
    }

    public string DatabaseFile { get; }

    public static DataDirectory Lock(string path)
    {
        PrivateFiles.EnsureDirectory(path);
        var directory = new DataDirectory(path, OpenLockFile(path));
        PrivateFiles.EnsureFile(directory.DatabaseFile);     // SQLite gives its other files the same mode
        return directory;
    }

    public void Dispose() => lockFile.Dispose();

    private static FileStream OpenLockFile(string path)
    {
        try
        {
            return PrivateFiles.Open(Path.Combine(path, "lock"), FileMode.OpenOrCreate, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        catch (IOException held)
        {
            throw new InvalidOperationException($"The data directory {path} is in use by another process; stop that one, or set Database:DataDirectory to another directory.", held);
        }
    }
}
