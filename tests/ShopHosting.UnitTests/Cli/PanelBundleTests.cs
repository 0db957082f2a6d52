using System.Runtime.Versioning;
using ShopHosting.Cli.Panel;
using ShopHosting.Cli.Workers;

namespace ShopHosting.UnitTests.Cli;

[UnsupportedOSPlatform("windows")]
public sealed class PanelBundleTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("bundle-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_is_found_by_the_file_its_folder_or_the_folder_of_all()
    {
        var file = new CertificateFolder(folder, TimeProvider.System).Make("w2", ["10.0.0.2"]).Panel;

        foreach (var given in new[] { file, Path.GetDirectoryName(file)!, folder })
        {
            PanelBundle.Read(given, "w2").ShouldContain("PRIVATE KEY");
        }
    }

    [Fact]
    public void One_that_others_may_read_is_not_taken_and_the_sentence_says_what_to_do_but_not_what_is_in_it()
    {
        var file = Path.Combine(folder, "panel.pem");
        File.WriteAllText(file, "the key");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        var told = Should.Throw<PanelException>(() => PanelBundle.Read(file, "w2")).Message;

        told.ShouldContain($"chmod 600 {file}");
        told.ShouldNotContain("the key");
    }

    [Fact]
    public void What_is_not_there_or_too_long_is_told()
    {
        Should.Throw<PanelException>(() => PanelBundle.Read(folder, "w2")).Message.ShouldContain($"--certificates: {folder}/w2/panel.pem can't be read");
        var file = Path.Combine(folder, "panel.pem");
        File.WriteAllText(file, new string('x', 40_000));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Should.Throw<PanelException>(() => PanelBundle.Read(folder, "w2")).Message.ShouldContain("longer than 32 KiB");
    }
}
