namespace ShopHosting.Silo;

/// <summary>What a process of the installation does. In the Single edition one does all that is needed, in the Cluster edition each one thing.</summary>
[Flags]
internal enum Role
{
    None = 0,

    /// <summary>All grains, with the database and the keys of secrets.</summary>
    Control = 1,

    /// <summary>The pages, with neither.</summary>
    Web = 2,

    /// <summary>The engine of the machine it runs on, with neither.</summary>
    Worker = 4,
}
