using System.Collections;
using System.Reflection;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Contracts;

/// <summary>Values of any type that travels: one with as much as possible in it, one with as little.</summary>
internal static class Samples
{
    /// <summary>Deeper than anything that travels, and an end for what would go on for ever.</summary>
    private const int MostDepth = 9;

    public static IEnumerable<object?> Of(Type type) => [Make(type, isFull: true, 0), Make(type, isFull: false, 0)];

    private static object? Make(Type type, bool isFull, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } bare)
        {
            return isFull ? Make(bare, isFull, depth) : null;
        }

        return type switch
        {
            _ when type == typeof(string) => isFull ? "Tea & \"Co\" ${x} \u00E9 🛍️" : "",
            _ when type == typeof(int) => 7,
            _ when type == typeof(long) => 8L,
            _ when type == typeof(bool) => isFull,
            _ when type == typeof(DateTimeOffset) => Some.Noon,
            _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(90),
            _ when type == typeof(Uri) => new Uri("https://teashop.shops.example:8443/wp-admin/"),
            _ when type == typeof(byte[]) => isFull ? new byte[] { 0, 10, 255 } : [],
            _ when type == typeof(object) => "anything",
            _ when type.IsEnum => Enum.GetValues(type).GetValue(isFull ? Enum.GetValues(type).Length - 1 : 0),
            _ when type == typeof(OperationId) => Some.Operation(),
            _ when type == typeof(AccountId) => Some.Account(),
            _ when type == typeof(StoreId) => Some.StoreId(),
            _ when type == typeof(UserId) => Some.User(),
            _ when type == typeof(WorkerId) => Some.Worker,
            _ when type == typeof(EmailAddress) => Some.Email(),
            _ when type == typeof(StoreName) => Some.Name("teashop"),
            _ when type.IsAssignableTo(typeof(IEnumerable)) => MakeMany(type, isFull, depth),
            _ => MakeRecord(type, isFull, depth),
        };
    }

    private static object MakeMany(Type type, bool isFull, int depth)
    {
        var arguments = type.GetGenericArguments();
        var empty = (type.GetField("Empty", BindingFlags.Public | BindingFlags.Static) ?? throw new InvalidOperationException($"{type} is no collection that these tests know.")).GetValue(null)!;
        if (!isFull || depth > MostDepth)
        {
            return empty;
        }

        var add = type.GetMethod("Add", arguments)!;
        return add.Invoke(empty, [.. arguments.Select(argument => Make(argument, isFull, depth + 1))])!;
    }

    private static object MakeRecord(Type type, bool isFull, int depth)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Result<>))
        {
            return Activator.CreateInstance(type, isFull ? Make(type.GetGenericArguments()[0], isFull, depth + 1) : null, isFull ? null : Some.Failure)!;
        }

        var constructor = type.GetConstructors().OrderByDescending(candidate => candidate.GetParameters().Length).FirstOrDefault(candidate => candidate.GetParameters().All(parameter => parameter.ParameterType != type))
            ?? throw new InvalidOperationException($"{type} can't be made.");
        var made = constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, isFull, depth + 1))]);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.SetMethod is { IsPublic: true } && depth <= MostDepth))
        {
            if (isFull || property.GetCustomAttribute<System.Runtime.CompilerServices.RequiredMemberAttribute>() is not null)
            {
                property.SetValue(made, Make(property.PropertyType, isFull, depth + 1));
            }
        }

        return made;
    }
}
