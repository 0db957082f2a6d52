using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Runtime.Messaging;
using ShopHosting.Contracts.Administration;
using ShopHosting.Contracts.Catalogue;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Silo.Cluster;

/// <summary>
/// A call that fails because a silo was lost is asked once more: by then the grain lives elsewhere. Whether the first asking was taken is unknown, so only what
/// may be asked twice is: a command that carries the id of its operation, which the row remembers, and a view, which changes nothing.
/// </summary>
internal sealed class AskAgain : IOutgoingGrainCallFilter
{
    /// <summary>Grains that only read.</summary>
    private static readonly Type[] Readers = [typeof(ICatalogueGrain), typeof(IOverviewGrain), typeof(IOutboxGrain), typeof(ITypicalTimesGrain)];

    private static readonly ConcurrentDictionary<MethodInfo, bool> Known = [];

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        try
        {
            await context.Invoke();
            if (context.Response?.Exception is not { } failed || !IsLoss(failed) || !MayBeAskedTwice(context.InterfaceMethod))
            {
                return;
            }
        }
        catch (Exception lost) when (IsLoss(lost) && MayBeAskedTwice(context.InterfaceMethod))
        {
        }

        await context.Invoke();
    }

    internal static bool MayBeAskedTwice(MethodInfo method) => Known.GetOrAdd(method, static method
        => method.DeclaringType?.Assembly == typeof(ICatalogueGrain).Assembly
            && (Readers.Contains(method.DeclaringType) || method.GetCustomAttribute<AlwaysInterleaveAttribute>() is not null || method.GetParameters().Any(CarriesOperation)));

    /// <summary>The silo that had the grain, or the way to it, is gone. A time-out is not that: the grain may still be at work.</summary>
    private static bool IsLoss(Exception exception) => exception is OrleansMessageRejectionException or ConnectionFailedException;

    private static bool CarriesOperation(ParameterInfo parameter)
        => parameter.ParameterType == typeof(OperationId) || parameter.ParameterType.GetProperties().Any(property => property.PropertyType == typeof(OperationId));
}
