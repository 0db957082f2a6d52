using Microsoft.Extensions.Logging;
using ShopHosting.Domain.Stores;

namespace ShopHosting.Grains.Stores;

public sealed partial class StoreGrain
{
    [LoggerMessage(LogLevel.Information, "Store {Store}: {From} -> {To} (operation {Operation}) {Problem}")]
    private partial void LogTransition(string store, StoreStatus? from, StoreStatus to, string? operation, string? problem);

    [LoggerMessage(LogLevel.Warning, "Store {Store} is not as it should be on its worker: {Drift}")]
    private partial void LogDrift(string store, string drift);

    [LoggerMessage(LogLevel.Warning, "Store {Store} should have nothing on a worker. {Found}")]
    private partial void LogStrays(string store, string found);

    [LoggerMessage(LogLevel.Warning, "A worker has something of store {Store}, which this installation does not know; it is left alone")]
    private partial void LogUnknownStore(string store);

    [LoggerMessage(LogLevel.Warning, "Store {Store}: {Incident} of {Part}, which has {Limit} at most")]
    private partial void LogIncident(string store, StoreIncidentKind incident, string part, long limit);
}
