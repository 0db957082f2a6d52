using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace ShopHosting.Provisioning.Storage;

/// <summary>How states stand in their rows: JSON that yesterday's and tomorrow's code can read too.</summary>
public static class StateJson
{
    public static JsonSerializerOptions Options { get; } = CreateOptions();

    /// <summary>
    /// The state as JSON. Members of the stored row that this code does not know are kept: those of the state, of the objects in it, and of
    /// elements of its lists that have the same <c>id</c> or <c>name</c> as before.
    /// </summary>
    public static string Write<TState>(TState state, string? stored) where TState : class
    {
        if (stored is null)
        {
            return JsonSerializer.Serialize(state, Options);
        }

        var written = JsonSerializer.SerializeToNode(state, Options);
        KeepUnknown(written, JsonNode.Parse(stored), typeof(TState));
        return written!.ToJsonString(Options);
    }

    /// <summary>The state of a row. Members that are missing have their defaults; what does not fit throws <see cref="NewerRowException"/>.</summary>
    /// <param name="stored">The JSON of the row.</param>
    /// <param name="row">Which row, for the sentence: <c>store a/b</c>.</param>
    public static TState Read<TState>(string stored, string row) where TState : class
    {
        try
        {
            return JsonSerializer.Deserialize<TState>(stored, Options) ?? throw new JsonException("The row is null.");
        }
        catch (JsonException misfit)
        {
            throw new NewerRowException(
                $"The row of {row} holds what this version does not know ({misfit.Message}) It was written by a newer version and is left as it is; upgrade this one.", misfit);
        }
    }

    private static JsonSerializerOptions CreateOptions()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
        };
        options.MakeReadOnly();
        return options;
    }

    private static void KeepUnknown(JsonNode? written, JsonNode? stored, Type type)
    {
        var contract = Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);
        switch (written, stored, contract.Kind)
        {
            case (JsonObject now, JsonObject before, JsonTypeInfoKind.Object):
                KeepUnknownMembers(now, before, contract);
                break;
            case (JsonObject now, JsonObject before, JsonTypeInfoKind.Dictionary):
                foreach (var (key, value) in now)
                {
                    KeepUnknown(value, before[key], contract.ElementType!);
                }

                break;
            case (JsonArray now, JsonArray before, JsonTypeInfoKind.Enumerable):
                foreach (var element in now.Where(element => Identity(element) is not null))
                {
                    KeepUnknown(element, before.FirstOrDefault(old => Identity(old) == Identity(element)), contract.ElementType!);
                }

                break;
        }
    }

    private static void KeepUnknownMembers(JsonObject written, JsonObject stored, JsonTypeInfo contract)
    {
        if (contract.PolymorphismOptions is { } family)
        {
            var tag = family.TypeDiscriminatorPropertyName;
            var member = family.DerivedTypes.FirstOrDefault(derived => derived.TypeDiscriminator?.ToString() == written[tag]?.ToString());
            if (member.DerivedType is null || stored[tag]?.ToString() != written[tag]?.ToString())
            {
                return;
            }

            contract = Options.GetTypeInfo(member.DerivedType);
        }

        foreach (var (name, value) in stored)
        {
            if (contract.Properties.FirstOrDefault(property => property.Name == name) is { } known)
            {
                KeepUnknown(written[name], value, known.PropertyType);
            }
            else if (!written.ContainsKey(name))
            {
                written[name] = value?.DeepClone();
            }
        }
    }

    private static string? Identity(JsonNode? element) => element is JsonObject entry ? (entry["id"] ?? entry["name"])?.ToString() : null;
}
