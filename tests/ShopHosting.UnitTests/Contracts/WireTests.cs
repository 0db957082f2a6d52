using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;
using ShopHosting.Contracts;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Stores;
using ShopHosting.Domain;
using ShopHosting.Domain.Accounts;
using ShopHosting.Domain.Administration;
using ShopHosting.Domain.Edges;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Mail;
using ShopHosting.Domain.Persons;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;

namespace ShopHosting.UnitTests.Contracts;

/// <summary>Everything that a grain's interface names can travel, and everything that a row holds can be read again.</summary>
public sealed class WireTests
{
    public static TheoryData<string> Methods => new(Interfaces.SelectMany(type => type.GetMethods()).Select(method => $"{method.DeclaringType!.Name}.{method.Name}"));

    public static TheoryData<string> Types => new(Travelling.Select(type => type.ToString()));

    [Fact]
    public void There_are_grains() => Interfaces.Count().ShouldBeGreaterThanOrEqualTo(8);

    [Theory]
    [MemberData(nameof(Methods))]
    public void Every_method_of_a_grain_is_awaited_and_can_be_cancelled(string name)
    {
        var method = Method(name);

        IsTask(method.ReturnType).ShouldBeTrue($"it returns {method.ReturnType}");
        method.GetParameters().LastOrDefault()?.ParameterType.ShouldBe(typeof(CancellationToken));
        method.GetParameters().Last().HasDefaultValue.ShouldBeTrue();
        method.Name.ShouldEndWith("Async");
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_type_in_a_grains_interface_comes_back_as_it_was_sent(string name)
    {
        var type = Travelling.Single(type => type.ToString() == name);
        type.IsAssignableTo(typeof(Exception)).ShouldBeFalse();
        foreach (var value in Samples.Of(type))
        {
            var sent = JsonSerializer.Serialize(value, type, ContractJson.Options);

            var received = JsonSerializer.Deserialize(sent, type, ContractJson.Options);

            JsonSerializer.Serialize(received, type, ContractJson.Options).ShouldBe(sent);
            received?.GetType().ShouldBe(value?.GetType());
        }
    }

    /// <summary>The pages know these two layers alone, so none of them waits for an exception that would not arrive from another process.</summary>
    [Fact]
    public void No_exception_of_ours_is_part_of_a_contract()
        => new[] { typeof(Result).Assembly, typeof(IStoreGrain).Assembly }.SelectMany(assembly => assembly.GetTypes()).Where(type => type.IsAssignableTo(typeof(Exception))).ShouldBeEmpty();

    [Fact]
    public void All_of_ours_travels_as_JSON_but_exceptions()
    {
        Travelling.SelectMany(type => Reached(type, [])).Where(type => !ContractJson.Carries(type)).ShouldBeEmpty();
        ContractJson.Carries(typeof(NewerRowException)).ShouldBeFalse();
        ContractJson.Carries(typeof(string)).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void No_type_in_a_grains_interface_is_abstract_without_naming_its_kinds(string name)
        => Reached(Travelling.Single(type => type.ToString() == name), []).Where(type => type.IsAbstract && type.GetCustomAttributes<System.Text.Json.Serialization.JsonDerivedTypeAttribute>().Any() is false)
            .ShouldBeEmpty();

    [Fact]
    public void A_refusal_in_the_place_of_an_id_or_a_number_travels()
    {
        Again(new Result<UserId>(default, Some.Failure)).Error.ShouldBe(Some.Failure);
        Again(new Result<StoreId>(default, Some.Failure)).Error.ShouldBe(Some.Failure);
        Again(new Result<long>(0, Some.Failure)).Error.ShouldBe(Some.Failure);
        Again<Result<long>>(0L).Ok.ShouldBeTrue();
        Again<Result<UserId>>(Some.User()).Value.ShouldBe(Some.User());
        Again(Result.Success).Ok.ShouldBeTrue();
        Again(new Result(Some.Failure)).Error.ShouldBe(Some.Failure);
    }

    /// <summary>Else every container would be replaced when its worker gets a silo.</summary>
    [Fact]
    public void A_container_is_the_same_one_after_its_specification_has_travelled()
    {
        var (container, files) = ((ContainerSpec)Samples.Of(typeof(ContainerSpec)).First()!, ImmutableArray.Create(new UploadFile("/a", 256, 0, 0, new("\0\n\u00ff"u8.ToArray()))));

        SpecHash.Of(Again(container), Again(files)).ShouldBe(SpecHash.Of(container, files));
    }

    [Fact]
    public void A_whole_view_of_a_store_comes_back_with_every_member()
    {
        var view = new StoreView
        {
            Version = 3,
            Id = Some.StoreId(),
            Account = Some.Account(),
            Order = Some.Order(),
            PlatformTitle = "WooCommerce",
            Plan = "starter",
            Limits = Some.Limits,
            Status = StoreStatus.Broken,
            CreatedAt = Some.Noon,
            ChangedAt = Some.Noon,
            Address = new("http://teashop.shops.localhost:8088/"),
            AdminAddress = new("http://teashop.shops.localhost:8088/wp-admin/"),
            AdminUser = "admin",
            Worker = Some.Worker,
            Problem = Some.Failure,
            Observation = new(Some.Noon, TimeSpan.FromSeconds(1), 500, "it did not answer", Some.Noon),
            Possible = [StoreCommandKind.Restart],
            Grace = TimeSpan.FromDays(7),
        };

        var again = Again(view);

        (again with { Possible = view.Possible }).ShouldBe(view);
        again.Possible.ShouldBe(view.Possible);
        Again(new AccountView(Some.Account(), "Tea", "starter", AccountStatus.Active, Some.Noon, 3, [new(Some.StoreId(), Some.Order())])).Stores.ShouldHaveSingleItem().Order.ShouldBe(Some.Order());
    }

    [Fact]
    public void Every_state_of_a_store_is_read_as_it_was_written()
    {
        foreach (var status in Enum.GetValues<StoreStatus>())
        {
            Stored(Some.Store(status) with
            {
                Secrets = ImmutableSortedDictionary<string, Secret>.Empty.Add("admin-password", new("ciphertext")),
                Images = ImmutableSortedDictionary<string, string>.Empty.Add("wordpress", "shophosting/wordpress:1"),
                Avoid = [new Placement(Some.Worker, 3)],
                Observation = new(Some.Noon, TimeSpan.FromSeconds(1), 0, "nobody answers", Some.Noon),
            });
        }
    }

    [Fact]
    public void Every_state_of_the_others_is_read_as_it_was_written()
    {
        foreach (var status in Enum.GetValues<PersonStatus>())
        {
            Stored(Some.Person(status) with
            {
                Sessions = [new("hash", Some.Noon, Some.Noon, "a browser", "192.0.2.1", true)],
                Networks = [new("192.0.2.1", Some.Noon)],
                Reset = new("hash", Some.Noon),
                ResetsAsked = [Some.Noon],
                Mails = [new(MailKind.PasswordReset, Some.Noon, new("a browser", "192.0.2.1"), Some.Noon + TimeSpan.FromMinutes(1), 1, "no server")],
            });
        }

        Stored(PersonMachine.NewAdministrator(Some.User(), Some.Email(), "hash", Some.Noon));
        Stored(new AdministrationState { SetUp = new("hash", Some.Noon) });

        foreach (var status in Enum.GetValues<WorkerStatus>())
        {
            Stored(Some.WorkerIn(status) with
            {
                Address = "10.0.0.7",
                Credentials = new("authority", "certificate", new("sealed")),
                IsIngress = true,
                Cordon = new("new disks", "somebody", Some.Noon),
                Machine = new("20.10.24", "Debian", "overlay2", true, 4, 8192) { EngineId = "ABCD:EFGH", DiskMb = 51_200, DiskFreeMb = 40_000 },
            });
        }

        Stored(Some.AccountWith(new AccountStore(Some.StoreId(), Some.Order(), Some.Operation(), "somebody", false)));
        Stored(new ForwardMap { Part = "0a" }.With("teashop.shops.localhost", new(Some.Worker, "a/b")));
        Stored(new ForwardAuthority { Certificates = [new("certificate", new("sealed"), Some.Noon, Some.Noon + ForwardAuthority.Life)] });
        Stored(new EdgeState
        {
            Worker = Some.Worker,
            Forwarding = new()
            {
                Address = "10.0.0.1",
                Certificate = new("certificate", new("sealed"), Some.Noon, Some.Noon + ForwardAuthority.CertificateLife, true, "issuer"),
                Authorities = ["authority"],
                Peers = ImmutableSortedDictionary<string, string>.Empty.Add("w2", "10.0.0.2"),
                Map = ImmutableSortedDictionary<string, ForwardPart>.Empty.Add("0a", new(3, "hash", 1)),
            },
        });
        Stored(new EdgeState { Worker = Some.Worker, Problem = Some.Failure }.With("teashop.shops.localhost", new EdgeRoute(21000, "woocommerce", "a/b")));
    }

    [Fact]
    public void A_worker_of_yesterday_takes_stores_and_was_taken_in_before_anybody_noted_when()
    {
        const string row = """
            {"id":"w1","endpoint":"unix:///var/run/docker.sock","status":"Active","changedAt":"2030-01-01T12:00:00+00:00",
            "machine":{"engineVersion":"20.10.24","operatingSystem":"Debian","storageDriver":"overlay2","hasLiveRestore":true,"processors":4,"memoryMb":8192},"images":{}}
            """;

        var worker = StateJson.Read<WorkerState>(row, "row");

        (worker.TakesStores, worker.IsIngress, worker.Cordon, worker.Address, worker.DueAt(), worker.Machine!.DiskMb).ShouldBe((true, false, null, null, null, null));
        var repaired = WorkerMachine.Decide(worker, new RepairWorker(Some.Operation()), Some.Noon).Value!;
        (repaired.Status, repaired.AcceptedAt).ShouldBe((WorkerStatus.Repairing, worker.ChangedAt));
    }

    [Fact]
    public void A_person_of_yesterday_is_a_customer_who_owes_no_mail()
    {
        const string row = """
            {"id":"ID","email":"owner@shops.example","passwordHash":"hash","status":"Active","createdAt":"2030-01-01T12:00:00+00:00","account":"ACCOUNT",
            "sessions":[{"tokenHash":"hash","createdAt":"2030-01-01T12:00:00+00:00","seenAt":"2030-01-01T12:00:00+00:00","device":"a browser","address":"192.0.2.1"}]}
            """;

        var person = StateJson.Read<PersonState>(row.Replace("ID", Some.User().Value, StringComparison.Ordinal).Replace("ACCOUNT", Some.Account().Value, StringComparison.Ordinal), "row");

        (person.Role, person.Mails.Length, person.Networks.Length, person.ResetsAsked.Length, person.DueAt()).ShouldBe((PersonRole.Customer, 0, 0, 0, null));
        person.Claims().ShouldBe(Some.Person().Claims());
        person.Sessions.ShouldHaveSingleItem().IsRemembered.ShouldBeFalse();
    }

    [Fact]
    public void No_secret_and_no_password_prints_itself()
    {
        $"{new Secret("ciphertext")}{new Password("clear text")}{new StoreCredentials(new("http://x/"), "admin", "clear text")}".ShouldNotContain("text");
        $"{SecretToken.New(new CountingEntropy())}".ShouldBe("[redacted]");
        $"{new KeptMail(Some.Noon, Some.Email(), "A link", "clear text")}".ShouldNotContain("text");
        $"{new Content("clear text"u8.ToArray())}".ShouldNotContain("text");
    }

    private static IEnumerable<Type> Interfaces => typeof(IStoreGrain).Assembly.GetExportedTypes().Where(type => type.IsInterface && type.GetInterfaces().Any(parent => parent.Name.StartsWith("IGrainWith", StringComparison.Ordinal)));

    /// <summary>Of the engines too: in the Cluster edition their verbs are those of a grain.</summary>
    private static IEnumerable<Type> Travelling => Interfaces.Append(typeof(IWorkerEngine)).SelectMany(type => type.GetMethods())
        .SelectMany(method => method.GetParameters().Select(parameter => parameter.ParameterType).Concat(method.ReturnType.GetGenericArguments()))
        .Where(type => type != typeof(CancellationToken)).Distinct();

    private static MethodInfo Method(string name) => Interfaces.SelectMany(type => type.GetMethods()).First(method => $"{method.DeclaringType!.Name}.{method.Name}" == name);

    private static bool IsTask(Type type) => type == typeof(Task) || type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static T Again<T>(T value) => JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(value, ContractJson.Options), ContractJson.Options)!;

    private static void Stored<TState>(TState state) where TState : class, IEntityState<TState>
    {
        var written = StateJson.Write(state, null);
        var read = StateJson.Read<TState>(written, "row");

        StateJson.Write(read, null).ShouldBe(written);
        read.Claims().ShouldBe(state.Claims());
        read.Promoted().ShouldBe(state.Promoted());
        read.DueAt().ShouldBe(state.DueAt());
        Journal.Between(state.CurrentOperation(), read.CurrentOperation()).Steps.ShouldBeEmpty();
    }

    /// <summary>A type and all that its properties hold, of ours.</summary>
    private static HashSet<Type> Reached(Type type, HashSet<Type> seen)
    {
        var parts = type.IsGenericType || type.IsArray ? type.GetGenericArguments().Append(type.GetElementType()).OfType<Type>() : [];
        var members = type.Namespace?.StartsWith("ShopHosting", StringComparison.Ordinal) == true ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.PropertyType) : [];
        if (type.Namespace?.StartsWith("ShopHosting", StringComparison.Ordinal) != true || seen.Add(type))
        {
            foreach (var next in parts.Concat(members).Where(next => !seen.Contains(next)))
            {
                Reached(next, seen);
            }
        }

        return seen;
    }
}
