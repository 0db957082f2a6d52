using System.Globalization;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;

namespace ShopHosting.Provisioning.Storage;

/// <summary>A place in a list of operations, the newest first: the next page begins with what is older.</summary>
public sealed record OperationCursor(DateTimeOffset StartedAt, OperationId Id)
{
    public static OperationCursor Of(Operation operation) => new(operation.StartedAt, operation.Id);

    /// <summary>Null for what is no place, and then the list begins anew.</summary>
    public static OperationCursor? Parse(string? text)
        => text?.Split('-') is [var at, var id] && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && OperationId.TryParse(id, null, out var operation)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), operation)
            : null;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{StartedAt.ToUnixTimeMilliseconds()}-{Id}");
}
