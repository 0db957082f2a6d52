using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>Reads a platform's folder and tells all that is wrong with it at once.</summary>
public static class StackTemplateReader
{
    public const string FileName = "platform.yaml";

    private static readonly IDeserializer Yaml = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();

    /// <summary>Every platform under this folder.</summary>
    public static IEnumerable<StackTemplate> ReadAll(string root)
        => Directory.Exists(root)
            ? Directory.EnumerateDirectories(root).Where(folder => File.Exists(Path.Combine(folder, FileName))).Select(Read)
            : throw new InvalidDataException($"There is no folder of platforms at {root}; name it in Installation:Templates.");

    /// <summary>The platform of this folder. Throws <see cref="InvalidDataException"/> with every problem found.</summary>
    public static StackTemplate Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        StackTemplate template;
        try
        {
            template = Yaml.Deserialize<StackTemplate>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{file} is empty.");
        }
        catch (YamlException exception)
        {
            throw new InvalidDataException($"{file}: {exception.Message}", exception);
        }

        var problems = Problems(template, Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))).ToList();
        return problems.Count == 0 ? template : throw new InvalidDataException($"{file}: {string.Join(" ", problems)}");
    }

    private static IEnumerable<string> Problems(StackTemplate template, string folder)
    {
        var components = template.Components;
        return
        [
            .. When(template.Name != folder, $"The name '{template.Name}' is not the folder's."),
            .. When(template.Title.Length == 0 || template.Sentence.Length == 0, "Title or sentence is missing."),
            .. When(components.Count is 0 or > InstallationOptions.MostComponents, $"It has no components, or more than {InstallationOptions.MostComponents}."),
            .. When(components.Values.Count(component => component.Port is not null) != 1, "Exactly one component has a port."),
            .. When(components.Values.Any(component => component is { Port: not null, Networks.Count: 0 }), "The component with a port is in no network."),
            .. When(components.Values.Sum(component => component.MemoryShare) != 100, "The memory shares do not add up to 100."),
            .. When(components.Values.Sum(component => component.CpuShare) < 100, "The CPU shares add up to less than 100."),
            .. template.FirstSteps.Where(step => step.Text.Length == 0 || !Uri.TryCreate(step.Path, UriKind.Relative, out _) || !step.Path.StartsWith('/') || step.Path.StartsWith("//", StringComparison.Ordinal))
                .Select(step => $"The first step '{step.Text}' has no text, or its path '{step.Path}' is none of the shop."),
            .. When(template.VersionOf.Length == 0 || components.Values.All(component => component.Image != template.VersionOf), "versionOf is no image of a component."),
            .. template.Data.SelectMany(pair => DataProblems(template, pair.Key, pair.Value)),
            .. components.SelectMany(pair => ComponentProblems(template, pair.Key, pair.Value)),
        ];
    }

    private static IEnumerable<string> DataProblems(StackTemplate template, string volume, DataTemplate data) =>
    [
        .. When(data.Holds.Length == 0, $"The data {volume} do not say what they hold."),
        .. When(data.Kind == DataKind.Database ? data is not { Engine.Length: > 0, Name.Length: > 0 } : data is not { Engine: null, Name: null }, $"The data {volume}: a database has an engine and a name, files have neither."),
        .. When(template.Components.Values.All(component => component.Volumes.All(mount => mount.Volume != volume)), $"The data {volume} are in no component's volumes."),
    ];

    private static IEnumerable<string> ComponentProblems(StackTemplate template, string name, ComponentTemplate component) =>
    [
        .. When(component.Image.Length == 0 || component.Title.Length == 0, $"Component {name} has no image or title."),
        .. When(component.Ready.Count == 0, $"Component {name} does not say how it is ready."),
        .. component.Networks.Keys.Except(template.Networks.Keys).Select(network => $"Component {name} names an unknown network {network}."),
        .. component.Volumes.Select(mount => mount.Volume).Except(template.Data.Keys).Select(volume => $"Component {name} has the volume {volume}, which is not among the data."),
        .. component.After.Except(template.Components.Keys.TakeWhile(other => other != name)).Select(other => $"Component {name} comes after {other}, which is not before it."),
    ];

    private static IEnumerable<string> When(bool isWrong, string problem) => isWrong ? [problem] : [];
}
