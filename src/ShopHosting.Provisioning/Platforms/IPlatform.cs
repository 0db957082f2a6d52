using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.Provisioning.Platforms;

/// <summary>What of a platform only code can say. Everything else is its folder under templates/.</summary>
public interface IPlatform
{
    /// <summary>As the template's <c>code</c> names it.</summary>
    string Code { get; }

    /// <summary>The purposes for which a new store needs a secret of its own.</summary>
    ImmutableArray<string> Secrets { get; }

    /// <summary>The administrator's user name in a new shop.</summary>
    string AdminUser(StoreState store);

    /// <summary>The secret that is the administrator's password.</summary>
    string AdminPasswordSecret { get; }

    /// <summary>The files that a component gets before it starts, into its secrets folder.</summary>
    ImmutableArray<UploadFile> Files(StoreState store, string component, ComponentTemplate template, Func<string, string> secret);

    /// <summary>Makes the shop the customer's own: title, address, administrator, currency, country. May be repeated.</summary>
    Task<Result<string>> PersonaliseAsync(StoreContext store, CancellationToken cancellationToken);

    /// <summary>A path of the shop that signs its administrator in: once, and within a minute.</summary>
    Task<Result<string>> SignInPathAsync(StoreContext store, CancellationToken cancellationToken);

    /// <summary>The administrator signs in with this password from now on, and the shop itself has tried that. May be repeated; when it is refused the old one is valid.</summary>
    Task<Result<string>> ChangePasswordAsync(StoreContext store, string password, CancellationToken cancellationToken);
}
