using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ShopHosting.Actors;

/// <summary>
/// A method that answers with a stream. The grain's iterator runs in interleaving turns when the caller asks for items, up to
/// <see cref="MaxBatchSize"/> ahead as long as they come without waiting; it sees its token cancelled when the caller stops early.
/// </summary>
internal sealed class StreamMethod<TItem>(MethodInfo method, JsonSerializerOptions json) : GrainMethod(method, json)
{
    /// <summary>As in Orleans.</summary>
    public const int MaxBatchSize = 100;

    private readonly JsonTypeInfo<TItem>? _item = (JsonTypeInfo<TItem>?)Wire.InfoOf(typeof(TItem), json);

    public override object Send(GrainTarget target, object?[] arguments) => new GrainStream<TItem>(this, target, arguments);

    public TItem Copy(TItem item) => Wire.Copy(item, _item);

    /// <summary>Has the grain make its iterator; both ways of giving it a token get this one.</summary>
    public IAsyncEnumerator<TItem> Begin(Grain grain, object?[] arguments, CancellationToken token)
    {
        SetToken(arguments, token);
        return ((IAsyncEnumerable<TItem>)Invoke(grain, arguments)!).GetAsyncEnumerator(token);
    }
}

/// <summary>What the caller holds: each enumeration of it calls the grain anew.</summary>
internal sealed class GrainStream<TItem>(StreamMethod<TItem> method, GrainTarget target, object?[] arguments) : IAsyncEnumerable<TItem>
{
    public IAsyncEnumerator<TItem> GetAsyncEnumerator(CancellationToken cancellationToken = default)
        => new GrainStreamReader<TItem>(method, target, arguments, cancellationToken);
}
