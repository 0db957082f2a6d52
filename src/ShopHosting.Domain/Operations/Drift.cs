using System.Collections.Immutable;

namespace ShopHosting.Domain.Operations;

/// <summary>What is written down of things that were found otherwise than they should be: an operation of one of these kinds, with what was found as its reason.</summary>
public static class Drift
{
    public static ImmutableArray<OperationKind> Kinds { get; } = [OperationKind.Repair, OperationKind.RepairWorker, OperationKind.RepairEdge, OperationKind.RemoveLeftovers];

    public static bool Is(Operation operation) => operation.Reason is not null && Kinds.Contains(operation.Kind);
}
