using System.Formats.Tar;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.Infrastructure.Docker;

/// <summary>Files as the tar that Docker unpacks, with owner and mode.</summary>
internal static class TarArchive
{
    private const UnixFileMode FolderMode = (UnixFileMode)0b111_101_101;

    /// <param name="root">Where it is unpacked; the files are below it.</param>
    /// <param name="newFolders">Folders that are not there yet. One that is there must not be named: its owner and mode would change.</param>
    public static byte[] Build(string root, IEnumerable<UploadFile> files, IEnumerable<NewFolder> newFolders, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var folder in newFolders.OrderBy(folder => folder.Path, StringComparer.Ordinal))
            {
                tar.WriteEntry(Entry(TarEntryType.Directory, NameIn(root, folder.Path) + "/", FolderMode, folder.Uid, folder.Gid, now));
            }

            foreach (var file in files)
            {
                var entry = Entry(TarEntryType.RegularFile, NameIn(root, file.Path), (UnixFileMode)file.Mode, file.Uid, file.Gid, now);
                entry.DataStream = new MemoryStream(file.Content.Bytes, writable: false);
                tar.WriteEntry(entry);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>The folders between the root and a file, outermost first.</summary>
    public static IEnumerable<string> FoldersBetween(string root, string file)
    {
        for (var slash = file.IndexOf('/', root == "/" ? 1 : root.Length + 1); slash > 0; slash = file.IndexOf('/', slash + 1))
        {
            yield return file[..slash];
        }
    }

    private static string NameIn(string root, string path) => path[(root == "/" ? 1 : root.Length + 1)..];

    private static PaxTarEntry Entry(TarEntryType type, string name, UnixFileMode mode, int uid, int gid, DateTimeOffset now)
        => new(type, name) { Mode = mode, Uid = uid, Gid = gid, ModificationTime = now };
}

/// <summary>A folder to make, owned by who owns the first file in it.</summary>
internal sealed record NewFolder(string Path, int Uid, int Gid);
