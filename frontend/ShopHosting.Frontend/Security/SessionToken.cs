using System.Diagnostics.CodeAnalysis;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;

namespace ShopHosting.Frontend.Security;

/// <summary>What the browser shows to say who it is, and a mail's link to say for whom it is: the user's id and the secret.</summary>
internal sealed record SessionToken(UserId User, SecretToken Secret)
{
    public string CookieValue => $"{User}.{Secret.Text}";

    public static bool TryParse(string? text, [NotNullWhen(true)] out SessionToken? token)
    {
        token = text is { Length: < 200 } && text.Split('.') is [var user, var secret] && UserId.TryParse(user, null, out var id) && SecretToken.TryParse(secret, out var known)
            ? new(id, known)
            : null;
        return token is not null;
    }
}
