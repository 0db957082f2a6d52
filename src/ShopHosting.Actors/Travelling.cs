using System.Collections.Concurrent;
using System.Reflection;

namespace ShopHosting.Actors;

/// <summary>
/// Exceptions on their way from a grain to its caller. Those of .NET arrive as their type with their message; those of other
/// namespaces do not travel (as in Orleans, whose list of namespaces this is) and arrive as a <see cref="GrainCallException"/>.
/// No stack travels; it is in the log.
/// </summary>
internal static class Travelling
{
    private static readonly ConcurrentDictionary<Type, ConstructorInfo?> s_constructors = new();

    public static Exception Of(Exception exception, Activation activation)
    {
        if (exception is GrainCallException)
        {
            return new GrainCallException(exception.Message, Inner(exception, activation));
        }

        return s_constructors.GetOrAdd(exception.GetType(), FindConstructor) is { } constructor
            ? (Exception)constructor.Invoke([exception.Message, Inner(exception, activation)])
            : new GrainCallException($"{activation} threw {exception.GetType().FullName}: {exception.Message}", Inner(exception, activation));
    }

    private static Exception? Inner(Exception exception, Activation activation)
        => exception.InnerException is { } inner ? Of(inner, activation) : null;

    /// <summary>The constructor of message and cause; others may take the one string for the name of a parameter.</summary>
    private static ConstructorInfo? FindConstructor(Type type)
        => type.Namespace is { } name && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal))
            ? type.GetConstructor([typeof(string), typeof(Exception)])
            : null;
}
