namespace ShopHosting.Domain.Storage;

/// <summary>What must be nobody else's while an entity is like this. The table of claims has one row per (kind, scope, value).</summary>
/// <param name="Kind">For example <c>email</c>, <c>host</c>, <c>port</c>, <c>subnet</c>.</param>
/// <param name="Scope">Within what it is unique: a worker's id, or empty for the whole installation.</param>
/// <param name="Value">At most 190 characters, normalised by the domain.</param>
/// <param name="Amount">Zero for a thing that only one can have. Else how much of a counted capacity is used: value is then the resource, for example <c>memory-mb</c>, and any number of owners may hold some until <c>usable</c> is reached.</param>
public sealed record Claim(string Kind, string Scope, string Value, long Amount = 0)
{
    public const string CapacityKind = "capacity";

    public static Claim Capacity(string worker, string resource, long amount) => new(CapacityKind, worker, resource, amount);

    public override string ToString() => Amount == 0 ? $"{Kind} {Value}" : $"{Amount} {Value} on {Scope}";
}
