namespace ShopHosting.Domain.Stores;

/// <summary>Where a store is in its life. A status ending in -ing owes work; every other one is at rest.</summary>
public enum StoreStatus
{
    /// <summary>Ordered, and without a place: no worker has room for it. It is asked again when one may have.</summary>
    Waiting,

    /// <summary>Being made: containers, data, address.</summary>
    Provisioning,

    /// <summary>Seen from outside; how it answered last is its observation.</summary>
    Live,

    /// <summary>Making it failed or was cancelled; what had been made is being taken away.</summary>
    Reverting,

    /// <summary>Nothing of it exists on a worker; it can be tried again or deleted.</summary>
    Failed,

    Restarting,

    /// <summary>Something of it was missing or changed on the worker and is being put right.</summary>
    Repairing,

    /// <summary>The shop's administrator is getting a new password.</summary>
    Rotating,

    /// <summary>Something needs a person: an operation on a live store failed. Its data is untouched.</summary>
    Broken,

    /// <summary>Its address is being led to a page that says so, then its containers are stopped.</summary>
    Suspending,

    /// <summary>It stands still for a reason that somebody gave, and keeps all it has: data, address, place.</summary>
    Suspended,

    /// <summary>Its containers are being started again.</summary>
    Resuming,

    /// <summary>Containers, networks and address are being taken away; data and name stay.</summary>
    Deleting,

    /// <summary>In its grace period: data and name are kept until purge.</summary>
    Deleted,

    /// <summary>Data is being removed for good.</summary>
    Purging,

    /// <summary>Nothing is left but this record.</summary>
    Purged,
}
