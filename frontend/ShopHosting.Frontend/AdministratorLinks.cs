namespace ShopHosting.Frontend;

/// <summary>What else administrators find in their navigation: pages that the executable maps besides ours.</summary>
public sealed class AdministratorLinks : List<(string Address, string Text)>;
