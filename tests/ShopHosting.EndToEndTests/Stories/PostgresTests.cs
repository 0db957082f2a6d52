using ShopHosting.EndToEndTests.Installations;
using ShopHosting.EndToEndTests.Web;
using ShopHosting.Testing.Storage;

namespace ShopHosting.EndToEndTests.Stories;

/// <summary>The whole panel on PostgreSQL, by its connection string. It has an installation of its own, and its turn among the stories.</summary>
[Collection(OneInstallation.Name)]
[Trait("needs", "docker")]
[Trait("needs", "postgres")]
public sealed class PostgresTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_panel_that_is_killed_while_it_makes_a_shop_finishes_it_once()
    {
        const string name = "elephant";
        await using var server = await PostgresOfTests.StartAsync();
        await using var installation = new Installation { Database = await server.NewDatabaseAsync() };
        await installation.InitializeAsync();
        try
        {
            using var customer = installation.NewCustomer();
            var shop = await customer.SignUpAsync(name);
            await Until.ItIsAsync("its first container", Customer.ProvisionLimit, () => installation.StoreAsync(shop.Id), census => census.Containers.Count > 0);
            await installation.KillPanelAsync();
            (await installation.Journal.UnfinishedAsync()).ShouldContain(operation => operation.EndsWith(shop.Id, StringComparison.Ordinal), "it was killed in the middle");

            await installation.StartPanelAsync();
            await customer.UntilAsync(shop, "Live", Customer.ProvisionLimit);
            var census = await installation.StoreAsync(shop.Id);
            (census.Containers.Count, census.Networks.Count, census.Volumes.Count).ShouldBe((3, 2, 5));
            (await installation.Journal.OfStoreAsync(shop.Id)).ShouldBe(["Provision Succeeded by a person"]);
            using var visitor = installation.NewVisitor();
            (await visitor.GetAsync($"{shop.Address}/")).Status.ShouldBe(200);

            await customer.DeleteAsync(shop, name);
            await customer.UntilAsync(shop, "Purged", Customer.ProvisionLimit);
            File.Exists(installation.EmbeddedDatabase).ShouldBeFalse("nothing was kept anywhere else");
        }
        catch (Exception)
        {
            output.WriteLine(installation.Log);
            throw;
        }
    }
}
