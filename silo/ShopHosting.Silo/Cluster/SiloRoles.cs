namespace ShopHosting.Silo.Cluster;

/// <summary>
/// Which grains a silo of which role has. A silo tells the cluster only what it has, so no other grain can ever be placed on a worker's silo, whatever a caller
/// asks for; the metadata say whose engine it is.
/// </summary>
internal static class SiloRoles
{
    public const string Role = "role";
    public const string Worker = "worker";
    public const string ImagePort = "image-port";

    public static void KeepOwn(ISet<Type> grains, Role role)
    {
        if (role == Silo.Role.Worker)
        {
            grains.IntersectWith([typeof(WorkerEngineGrain)]);
        }
        else
        {
            grains.Remove(typeof(WorkerEngineGrain));
        }
    }
}
