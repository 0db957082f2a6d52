using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopHosting.Actors;

/// <summary>
/// Makes of a value what a remote caller would get: UTF-8 JSON and back. Values that cannot be changed and that every serializer
/// keeps as they are (text, numbers, times) are handed over as they are.
/// </summary>
internal static class Wire
{
    private static readonly HashSet<Type> s_asTheyAre =
    [
        typeof(string), typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long),
        typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(Guid), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly),
        typeof(TimeOnly), typeof(TimeSpan), typeof(Uri), typeof(Version), typeof(Nothing),
    ];

    /// <summary>How a value of this type is copied; null when it is handed over as it is.</summary>
    public static JsonTypeInfo? InfoOf(Type type, JsonSerializerOptions json)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return s_asTheyAre.Contains(bare) || bare.IsEnum ? null : json.GetTypeInfo(type);
    }

    public static object? Copy(object? value, JsonTypeInfo? info)
        => value is null || info is null ? value : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, info), info);

    public static T Copy<T>(T value, JsonTypeInfo<T>? info)
        => value is null || info is null ? value : JsonSerializer.Deserialize(JsonSerializer.SerializeToUtf8Bytes(value, info), info)!;

    /// <summary>Why values of this type cannot travel in both editions, as the end of a sentence; null when they can.</summary>
    public static string? Objection(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            _ when s_asTheyAre.Contains(bare) || bare.IsEnum => null,
            { IsArray: true } => Objection(bare.GetElementType()!),
            _ when bare.IsAssignableTo(typeof(IAddressable)) => "is a reference to a grain; send its key",
            _ when bare.IsAssignableTo(typeof(Exception)) => "is an exception; expected failures are results",
            _ when bare.IsAssignableTo(typeof(Delegate)) => "is a delegate",
            _ when Belongs(bare, "ShopHosting") => bare.IsInterface ? "is an interface; use a record" : ObjectionToArguments(bare),
            _ when Belongs(bare, "System.Collections") => ObjectionToArguments(bare),
            _ => "is neither a record of ours, a collection nor a simple value, so nothing serializes it in a cluster",
        };
    }

    private static string? ObjectionToArguments(Type type)
        => type.GetGenericArguments().Select(argument => Objection(argument) is { } objection ? $"holds {argument.Name}, which {objection}" : null)
            .FirstOrDefault(objection => objection is not null);

    private static bool Belongs(Type type, string root)
        => type.Namespace is { } name && (name == root || name.StartsWith(root + ".", StringComparison.Ordinal));
}

/// <summary>The result of a method that has none.</summary>
internal readonly struct Nothing;
