using System.Xml.Linq;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests;

/// <summary>References point inwards, as the design says.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Domain"] = [],
        ["Actors"] = [],
        ["Contracts"] = ["Domain"],
        ["Provisioning"] = ["Domain"],
        ["Infrastructure"] = ["Domain", "Provisioning"],
        ["Grains"] = ["Domain", "Contracts", "Provisioning"],
        ["Frontend"] = ["Domain", "Contracts"],
        ["Cli"] = ["Domain", "Contracts", "Provisioning"],
    };

    private static readonly string[] s_folders = ["src", "grains", "frontend", "silo"];

    public static TheoryData<string> Projects => new(s_allowed.Keys);

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_names_only_what_lies_further_in(string project)
    {
        ReferencesOf(FileOf(project)).Except(s_allowed[project]).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void Nothing_further_out_is_used_by_way_of_another_project(string project)
    {
        string[] ours = [.. s_allowed[project], project, "Actors"];
        var others = s_allowed.Keys.Append("Silo").Append("Testing").Except(ours).Select(name => $"using ShopHosting.{name}").ToList();
        var found = from source in Sources(Path.GetDirectoryName(FileOf(project))!)
                    from line in File.ReadLines(source)
                    where others.Any(other => line.StartsWith(other + ";", StringComparison.Ordinal) || line.StartsWith(other + ".", StringComparison.Ordinal))
                    select $"{Path.GetFileName(source)}: {line}";
        found.ShouldBeEmpty();
    }

    [Fact]
    public void The_domain_knows_no_outside()
    {
        string[] outside = ["System.IO", "System.Net.Http", "System.Diagnostics.Process", "System.Data", "Microsoft.AspNetCore", "Microsoft.Extensions"];
        var found = from source in Sources(Repository.Path("src", "ShopHosting.Domain"))
                    from line in File.ReadLines(source)
                    where outside.Any(name => line.Contains($"using {name}", StringComparison.Ordinal))
                    select $"{Path.GetFileName(source)}: {line}";

        found.ShouldBeEmpty();
        XDocument.Load(FileOf("Domain")).Descendants("PackageReference").ShouldBeEmpty();
    }

    [Fact]
    public void The_pages_have_no_database()
        => Sources(Repository.Path("frontend", "ShopHosting.Frontend")).SelectMany(File.ReadLines).Where(line => line.Contains("IEntityStore", StringComparison.Ordinal) || line.Contains("IEntityIndex", StringComparison.Ordinal))
            .ShouldBeEmpty();

    private static string FileOf(string project)
        => s_folders.Select(folder => Repository.Path(folder, $"ShopHosting.{project}", $"ShopHosting.{project}.csproj")).First(File.Exists);

    private static IEnumerable<string> ReferencesOf(string file)
        => XDocument.Load(file).Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/'))["ShopHosting.".Length..]);

    private static IEnumerable<string> Sources(string folder)
        => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal));
}
