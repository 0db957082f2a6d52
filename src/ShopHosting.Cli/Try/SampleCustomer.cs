using System.Security.Cryptography;

namespace ShopHosting.Cli.Try;

/// <summary>Somebody who does not exist, with an address that reaches nobody and a password made for this once.</summary>
internal sealed record SampleCustomer(string Email, string Password)
{
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    public static SampleCustomer For(string store) => new($"{store}-{RandomNumberGenerator.GetString(Letters, 4)}@example.org", RandomNumberGenerator.GetString(Letters, 20));

    public override string ToString() => Email;
}
