package dev.anemone.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParametersTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "empty", value = {
            "b=2&a=1 | a=1&b=2",
            "Auth_Key=k&B=v&a=W | a=W&auth_key=k&b=v",
            "a=1&auth_signature=abc&AUTH_SIGNATURE=def | a=1",
            "x | x=",
            "x= | x=",
            "=v | =v",
            "a=1&&b=2& | a=1&b=2",
            "a=b=c | a=b=c",
            "a=first&a=last | a=last",
            "A=first&a=last | a=last",
            "info=user_count,subscription_count | info=user_count,subscription_count",
            "info=user_count%2Csubscription_count | info=user_count,subscription_count",
            "a=x;b=y&c=@ | a=x;b=y&c=@",
            "a=one+two | a=one two",
            "a=one%20two | a=one two",
            "a=one%2Btwo | a=one+two",
            "a=%26%3D%25 | a=&=%",
            "%61%2F=1 | a/=1",
            "a=%E2%82%AC | a=€",
            "b=1&ab=2&a=3&B%5F=4 | a=3&ab=2&b=1&b_=4"})
    void oneStringIsSigned(String query, String signed) {
        assertThat(valid(query).signedForms()).containsExactly(signed);
    }

    @Test
    void nothingIsSignedOfAnEmptyQuery() {
        assertThat(valid("").signedForms()).containsExactly("");
    }

    @Test
    void unescapedBytesAreReadAsUtf8() {
        assertThat(valid("a=\u00e2\u0082\u00ac").value("a")).contains("€");
    }

    @Test
    void namesAreSortedByTheirUtf8Bytes() {
        // U+FF5E is before U+10000 in UTF-8, and after its surrogates in UTF-16.
        assertThat(valid("%F0%90%80%80=2&%EF%BD%9E=1&z=0").signedForms())
                .containsExactly("z=0&\uff5e=1&\ud800\udc00=2");
        assertThat(valid("%F0%90%80%81=2&%F0%90%80%80=1").signedForms())
                .containsExactly("\ud800\udc00=1&\ud800\udc01=2");
    }

    @Test
    void lowerCaseDoesNotDependOnTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.of("tr"));
        try {
            assertThat(valid("AUTH_TIMESTAMP=1&INFO=2").signedForms()).containsExactly("auth_timestamp=1&info=2");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void elementsOfAnArrayKeepTheirOrderInEachFormThatLibrariesSign() {
        assertThat(valid("z=1&channels[]=b&channels%5B%5D=a&a=2").signedForms()).containsExactly(
                "a=2&channels[]=b&channels[]=a&z=1", "a=2&channels=b,a&z=1");
    }

    @Test
    void anArrayIsSortedByItsBareNameOrByItsFullOne() {
        assertThat(valid("k[]=1&kA=2").signedForms()).containsExactly("k[]=1&ka=2", "k=1&ka=2");
        assertThat(valid("k[]=1&kA=2&k-=3").signedForms()).containsExactly(
                "k[]=1&k-=3&ka=2", "k-=3&k[]=1&ka=2", "k=1&k-=3&ka=2");
    }

    @Test
    void anArrayAndAValueOfOneNameAreTwoParameters() {
        QueryParameters parameters = valid("k[]=1&k=2&K[]=3");
        assertThat(parameters.value("k")).contains("2");
        assertThat(parameters.array("k")).contains(List.of("1", "3"));
        assertThat(parameters.names()).containsExactlyInAnyOrder("k", "k[]");
        assertThat(parameters.value("x")).isEmpty();
        assertThat(parameters.array("x")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4z", "%=1", "a=%ff", "a=%C3", "a=%ED%A0%80", "a=%C0%80",
            "a=\u00ff", "a=\u20ac", "ok=1&a=%"})
    void whatIsNotPercentEncodedUtf8IsRefused(String query) {
        assertThat(QueryParameters.parse(query)).isInstanceOfSatisfying(Checked.Refused.class,
                refused -> assertThat(refused.reply().status()).isEqualTo(400));
    }

    private static QueryParameters valid(String query) {
        return switch (QueryParameters.parse(query)) {
            case Checked.Valid<QueryParameters>(QueryParameters parameters) -> parameters;
            case Checked.Refused<QueryParameters>(Reply reply) -> throw new AssertionError(reply);
        };
    }
}
