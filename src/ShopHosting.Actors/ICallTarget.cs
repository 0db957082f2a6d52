namespace ShopHosting.Actors;

/// <summary>What stands in the directory under a key: one activation, or the stateless workers of that key.</summary>
internal interface ICallTarget
{
    /// <summary>Takes the turn. False when this target has gone and a new one must be made.</summary>
    bool TryReceive(Turn turn);

    /// <summary>The activations there are now.</summary>
    IReadOnlyList<Activation> Activations();
}
