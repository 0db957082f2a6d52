namespace ShopHosting.Domain.Operations;

/// <summary>How long a whole operation may take before it fails, whatever it waits for. None is under way for ever.</summary>
public static class OperationLimits
{
    public static TimeSpan Of(OperationKind kind) => kind switch
    {
        OperationKind.SignUp => TimeSpan.FromMinutes(15),
        OperationKind.Provision => TimeSpan.FromMinutes(15),
        OperationKind.Restart => TimeSpan.FromMinutes(5),
        OperationKind.Repair => TimeSpan.FromMinutes(10),
        OperationKind.RotatePassword => TimeSpan.FromMinutes(5),
        OperationKind.SignIn => TimeSpan.FromMinutes(1),
        OperationKind.ShowPassword => TimeSpan.FromMinutes(1),
        OperationKind.Suspend => TimeSpan.FromMinutes(10),
        OperationKind.Resume => TimeSpan.FromMinutes(10),
        OperationKind.RemoveLeftovers => TimeSpan.FromMinutes(1),
        OperationKind.RepairEdge => TimeSpan.FromMinutes(1),
        OperationKind.Delete => TimeSpan.FromMinutes(10),
        OperationKind.Purge => TimeSpan.FromMinutes(10),
        OperationKind.Forget => TimeSpan.FromMinutes(10),
        OperationKind.JoinWorker => TimeSpan.FromHours(2),                        // all images over a thin line
        OperationKind.RepairWorker => TimeSpan.FromHours(2),
        OperationKind.CordonWorker => TimeSpan.FromMinutes(1),
        OperationKind.UncordonWorker => TimeSpan.FromMinutes(1),
        OperationKind.SetIngress => TimeSpan.FromMinutes(1),
        OperationKind.RetireWorker => TimeSpan.FromMinutes(1),
    };
}
