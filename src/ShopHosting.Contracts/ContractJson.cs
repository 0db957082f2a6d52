using System.Text.Json;
using System.Text.Json.Serialization;

namespace ShopHosting.Contracts;

/// <summary>How arguments and answers of grains are written on the wire, the same in both editions.</summary>
public static class ContractJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Whether values of this type are written so: all of ours but exceptions. What a grain has to refuse is in its answer.</summary>
    public static bool Carries(Type type)
        => (type.Namespace == Root || type.Namespace?.StartsWith($"{Root}.", StringComparison.Ordinal) == true) && !type.IsAssignableTo(typeof(Exception));

    private const string Root = nameof(ShopHosting);

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.General)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            Converters = { new JsonStringEnumConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
