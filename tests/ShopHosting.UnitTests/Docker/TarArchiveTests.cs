using System.Formats.Tar;
using System.Text;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Provisioning.Engine;

namespace ShopHosting.UnitTests.Docker;

public sealed class TarArchiveTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("/srv")]
    [InlineData("/")]
    public void Files_keep_owner_mode_and_content_and_new_folders_come_first(string root)
    {
        var below = root == "/" ? "/" : root + "/";
        UploadFile file = new(below + "a/b/" + new string('n', 150), 0b100_000_000, 33, 34, new(Encoding.UTF8.GetBytes("secret")));
        using var reader = new TarReader(new MemoryStream(TarArchive.Build(root, [file], [new(below + "a/b", 33, 34), new(below + "a", 33, 34)], Now)));
        List<string> seen = [];
        while (reader.GetNextEntry() is { } entry)
        {
            var text = entry.DataStream is { } data ? new StreamReader(data).ReadToEnd() : "";
            seen.Add($"{entry.EntryType} {entry.Name} {Convert.ToString((int)entry.Mode, 8)} {entry.Uid}:{entry.Gid} {text}");
            entry.ModificationTime.ShouldBe(Now);
        }

        seen.ShouldBe(["Directory a/ 755 33:34 ", "Directory a/b/ 755 33:34 ", $"RegularFile a/b/{new string('n', 150)} 400 33:34 secret"]);
    }

    [Theory]
    [InlineData("/srv", "/srv/a/b/c", "/srv/a,/srv/a/b")]
    [InlineData("/srv", "/srv/a", "")]
    [InlineData("/", "/a/b", "/a")]
    public void The_folders_of_a_file_end_at_the_root(string root, string file, string folders)
        => string.Join(',', TarArchive.FoldersBetween(root, file)).ShouldBe(folders);
}
