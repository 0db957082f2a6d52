namespace ShopHosting.Domain.Stores;

/// <summary>What a store owes while its status ends in -ing; each has its list of steps.</summary>
public enum StoreWork
{
    /// <summary>A place on a worker.</summary>
    Place,
    Provision,

    /// <summary>The provisioning list, backwards.</summary>
    Revert,
    Restart,
    Repair,

    /// <summary>A new password for the shop's administrator.</summary>
    Rotate,
    Suspend,
    Resume,
    Delete,
    Purge,

    /// <summary>Everything but what is on its worker.</summary>
    Forget,
}
