using ShopHosting.Provisioning.Platforms;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Provisioning;

public sealed class StackTemplateReaderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("platform-").FullName;

    public static TheoryData<string> Platforms
        => new(Directory.EnumerateDirectories(Repository.Path("templates")).Where(found => File.Exists(Path.Combine(found, StackTemplateReader.FileName))).Select(found => Path.GetFileName(found)));

    [Theory]
    [MemberData(nameof(Platforms))]
    public void Every_platform_is_read(string name)
    {
        var template = StackTemplateReader.Read(Repository.Path("templates", name));

        template.Name.ShouldBe(name);
        template.Stages().Keys.ShouldBe(template.Components.Keys, ignoreOrder: true);
        File.Exists(Repository.Path("templates", name, "site.conf")).ShouldBeTrue();
    }

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once()
    {
        var problems = Problems("""
            name: another
            networks: { inner: { internal: true } }
            data: { data: { kind: database, engine: MariaDB }, pictures: { kind: files, name: x, holds: pictures } }
            firstSteps: [{ text: Sell, path: //elsewhere.example/ }, { path: /admin }]
            components:
              one: { title: the one, image: one, memoryShare: 60, cpuShare: 10, networks: { outer: [] }, volumes: [{ volume: content, path: /data }], ready: [ready], after: [two] }
              two: { title: the two, memoryShare: 60, cpuShare: 10 }
            """);

        string[] told =
        [
            "name 'another' is not the folder's", "Title or sentence is missing", "Exactly one component has a port", "memory shares do not add up", "CPU shares add up to less",
            "one names an unknown network outer", "one has the volume content, which is not among the data", "data data do not say what they hold", "data data: a database has", "data pictures: a database has",
            "data pictures are in no component's volumes", "versionOf is no image", "one comes after two", "first step 'Sell'", "its path '/admin'", "two has no image", "two does not say how it is ready",
        ];
        told.ShouldAllBe(problem => problems.Contains(problem));
    }

    [Theory]
    [InlineData("title: [")]
    [InlineData("nmae: x")]
    [InlineData("title: a\ntitle: b")]
    [InlineData("minimumMemoryMb: much")]
    [InlineData("")]
    public void What_is_no_platform_file_is_refused_with_the_name_of_the_file(string yaml) => Problems(yaml).ShouldContain(StackTemplateReader.FileName);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Problems(string yaml)
    {
        File.WriteAllText(Path.Combine(folder, StackTemplateReader.FileName), yaml);
        return Should.Throw<InvalidDataException>(() => StackTemplateReader.Read(folder)).Message;
    }
}
