using System.Collections.Immutable;
using System.Text;
using ShopHosting.Domain;
using ShopHosting.Domain.Stores;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Provisioning.Stores;

namespace ShopHosting.IntegrationTests.Platforms;

/// <summary>The code of a platform as small as can be: one file that only its container reads, and one page that bears the shop's title.</summary>
public sealed class TinyPlatform : IPlatform
{
    public string Code => "tiny";

    public ImmutableArray<string> Secrets { get; } = ["admin-password"];

    public string AdminPasswordSecret => "admin-password";

    public string AdminUser(StoreState store) => "owner";

    public ImmutableArray<UploadFile> Files(StoreState store, string component, ComponentTemplate template, Func<string, string> secret)
        => [new($"{template.SecretsPath}/password", UploadFile.GroupReads, 0, template.Uid, new Content(Encoding.UTF8.GetBytes(secret(AdminPasswordSecret))))];

    public async Task<Result<string>> PersonaliseAsync(StoreContext store, CancellationToken cancellationToken)
    {
        var page = new UploadFile("/seed/index.html", 0b100_100_100, 0, 0, new Content(Encoding.UTF8.GetBytes(store.Store.Order.Title)));
        var put = await store.Engine.UploadAsync(store.Stack.Application.Container.Name, [page], cancellationToken);
        return put.Ok ? "the title is set" : put.Error!;
    }

    public Task<Result<string>> SignInPathAsync(StoreContext store, CancellationToken cancellationToken) => Task.FromResult<Result<string>>("/shophosting-sign-in?key=tiny");

    public Task<Result<string>> ChangePasswordAsync(StoreContext store, string password, CancellationToken cancellationToken) => Task.FromResult<Result<string>>("it has no administration");
}
