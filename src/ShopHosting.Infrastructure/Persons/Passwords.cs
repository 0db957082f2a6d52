using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using ShopHosting.Domain;
using ShopHosting.Provisioning.Persons;

namespace ShopHosting.Infrastructure.Persons;

/// <summary>PBKDF2 with HMAC-SHA-512, by ASP.NET Core Identity's hasher; iterations as the OWASP Password Storage Cheat Sheet asks for this function.</summary>
public sealed class Passwords : IPasswords
{
    private const int Iterations = 210_000;
    private static readonly object Nobody = new();
    private readonly PasswordHasher<object> hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));

    public string Hash(Password password) => hasher.HashPassword(Nobody, password.ClearText);

    public PasswordVerdict Verify(string hash, Password password) => hasher.VerifyHashedPassword(Nobody, hash, password.ClearText) switch
    {
        PasswordVerificationResult.Success => PasswordVerdict.Right,
        PasswordVerificationResult.SuccessRehashNeeded => PasswordVerdict.RightButOld,
        _ => PasswordVerdict.Wrong,
    };
}
